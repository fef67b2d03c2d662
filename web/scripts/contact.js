// Pages of the victim's side: what is typed is kept on the server while it is written, and a page on which nothing is
// done blanks itself and ends the sign-in. Every page is whole without this; nothing is kept in the browser but when
// something was last done, so that a page in another tab does not lock the one that is used.

const DONE = "cara-contact-at";
const KEEP_MS = 15_000;
const LOOK_MS = 5_000;
const PATIENCE_MS = 3_000;
const lock = document.querySelector("[data-cara-lock]");
const form = document.querySelector("[data-cara-draft]");
const told = document.querySelector("[data-cara-kept]");
const idleMs = Number(lock?.dataset.caraLock) * 60_000;
let since = Date.now();
let isChanged = false;
let isLocking = false;
let isSent = false;
let underWay;

function done() {
  since = Date.now();
  try {
    localStorage.setItem(DONE, String(since));
  } catch {
    // Each tab then counts for itself.
  }
}

function lastDone() {
  try {
    return Math.max(since, Number(localStorage.getItem(DONE)) || 0);
  } catch {
    return since;
  }
}

// Nothing of a page that is being left can be seen while its answer is waited for.
function blank() {
  document.title = "Locked";
  for (const part of document.querySelectorAll("header, main, footer, nav, .cara-lock")) {
    part.hidden = true;
    part.style.display = "none";
  }
}

function keep() {
  if (!form || !isChanged || isSent || underWay) {
    return;
  }
  isChanged = false;
  const stopping = new AbortController();
  const kept = send(stopping.signal).then(() => {
    underWay = undefined;
  });
  underWay = { kept, stopping };
}

async function send(signal) {
  try {
    const answer = await fetch(form.dataset.caraDraft, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { accept: "application/json" },
      signal,
    });
    isChanged = isChanged || !answer.ok;
    told.textContent = answer.ok ? "What you typed is kept." : "What you typed could not be kept. Sign in again in another tab.";
  } catch {
    isChanged = true;
    told.textContent = "What you typed could not be kept: there is no connection.";
  }
}

// What is on its way to be kept arrives before the form does: after it, it would be a draft of what is stored already.
function leave(event) {
  if (isSent) {
    return;
  }
  isSent = true;
  if (!underWay || event.submitter === lock) {
    return;
  }
  event.preventDefault();
  const { kept, stopping } = underWay;
  const patience = new Promise((end) => setTimeout(end, PATIENCE_MS));
  Promise.race([kept, patience]).then(() => {
    stopping.abort();
    form.requestSubmit(event.submitter);
  });
}

function look() {
  if (!isLocking && Date.now() - lastDone() >= idleMs) {
    lock.click();
  }
}

if (lock) {
  done();
  for (const kind of ["input", "keydown", "pointerdown", "scroll"]) {
    document.addEventListener(kind, done, { passive: true });
  }
  lock.addEventListener("click", () => {
    isLocking = true;
    setTimeout(blank);
  });
  setInterval(look, LOOK_MS);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}

if (form) {
  form.addEventListener("input", () => {
    isChanged = true;
  });
  form.addEventListener("submit", leave);
  setInterval(keep, KEEP_MS);
  document.addEventListener("visibilitychange", keep);
}
