// Saves a register where the connection comes and goes. Every page is whole without it.
// Kept on the phone until they are saved: seat numbers, marks and minutes, who entered them (a code), and which record
// each was made against (a random key). Never a name, a reference, a reason or anything else that was written.
// What is older than a day is wiped by cara.js, on every page.

const KEPT = "cara-register:";
const AGAIN_MS = 15_000;
const ANSWER_MS = 20_000;
const WITH_MINUTES = ["late", "late_refused", "left_early", "sent_home"];

const seats = (number) => (number === 1 ? "1 seat" : `${number} seats`);

function recall(code) {
  try {
    return JSON.parse(localStorage.getItem(KEPT + code));
  } catch {
    return null;
  }
}

function forget(code) {
  try {
    localStorage.removeItem(KEPT + code);
  } catch {
    // A browser that lets nothing be kept has nothing to forget.
  }
}

// Gives whether the phone could keep it.
function keep(code, kept) {
  try {
    localStorage.setItem(KEPT + code, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

class Seat {
  constructor(section, form) {
    this.number = section.dataset.caraSeat;
    this.details = section.querySelector("details");
    this.marks = [...section.querySelectorAll('input[type="radio"]')];
    [this.minutes, this.reason, this.behaviour, this.seen] = ["minutes", "reason", "behaviour", "seen"].map(
      (name) => form.elements[`${name}-${this.number}`],
    );
    this.recorded = [section.dataset.caraMark, section.dataset.caraMinutes];
    section.addEventListener("change", (event) => this.follow(event.target));
  }

  get now() {
    return [this.marks.find((mark) => mark.checked)?.value || "", this.minutes.value.trim()];
  }

  get isUnsaved() {
    return this.now.join() !== this.recorded.join();
  }

  get isWritten() {
    return [this.reason, this.behaviour].some((text) => text.value !== text.defaultValue);
  }

  choose(value) {
    const mark = this.marks.find((one) => one.value === value);
    if (mark) {
      mark.checked = true;
    }
  }

  // Asks for the minutes where they belong, and drops them where they do not.
  follow(changed) {
    if (changed.type !== "radio") {
      return;
    }
    if (WITH_MINUTES.includes(changed.value)) {
      this.details.open = true;
    } else {
      this.minutes.value = "";
    }
  }

  // Puts back what was kept; not what has been recorded just so meanwhile, which was sent and its answer lost.
  restore([mark, minutes, seen]) {
    if ([mark, minutes].join() === this.recorded.join()) {
      return;
    }
    this.choose(mark);
    this.minutes.value = minutes;
    this.seen.value = seen;
  }
}

class Register {
  constructor(form) {
    this.form = form;
    this.code = form.dataset.caraRegister;
    this.who = form.dataset.caraWho;
    this.isChoice = "caraChoice" in form.dataset;
    this.seats = [...form.querySelectorAll("[data-cara-seat]")].map((section) => new Seat(section, form));
    this.status = document.querySelector("[data-cara-status]");
    this.count = form.querySelector("[data-cara-count]");
    this.isWanted = false;
    this.isBusy = false;
    this.isKeeping = true;
  }

  begin() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.want();
    });
    this.form.addEventListener("input", () => this.changed());
    this.form.querySelector("[data-cara-rest]")?.addEventListener("click", () => this.markRest());
    this.status.querySelector("[data-cara-forget]")?.addEventListener("click", () => this.drop());
    window.addEventListener("online", () => this.tellBack());
    window.addEventListener("offline", () => this.tellAway());
    document.addEventListener("visibilitychange", () => this.retry());
    setInterval(() => this.retry(), AGAIN_MS);
    if (!this.isChoice) {
      this.restore();
    }
  }

  get unsaved() {
    return this.seats.filter((seat) => seat.isUnsaved);
  }

  get number() {
    return this.isChoice ? Object.keys(recall(this.code)?.seats || {}).length : this.unsaved.length;
  }

  restore() {
    const kept = recall(this.code);
    if (kept) {
      this.seats.filter((seat) => kept.seats[seat.number]).forEach((seat) => seat.restore(kept.seats[seat.number]));
    }
    this.changed();
    if (!kept || !this.unsaved.length) {
      return;
    }
    this.isWanted = kept.send && kept.who === this.who;
    this.say(`Marks for ${seats(this.number)} are kept on this phone, not sent yet. Check them, then save the register.`);
    this.retry();
  }

  // Keeps what differs from what is recorded; nothing once nothing does.
  changed() {
    if (this.isChoice) {
      return;
    }
    const unsaved = this.unsaved;
    const before = recall(this.code);
    if (unsaved.length) {
      const marks = unsaved.map((seat) => [seat.number, [...seat.now, seat.seen.value]]);
      const since = before?.at || Date.now();
      const kept = { at: since, who: this.who, send: this.isWanted, seats: Object.fromEntries(marks) };
      this.isKeeping = keep(this.code, kept);
    } else {
      forget(this.code);
    }
    this.tellCount(unsaved.length);
    if (!navigator.onLine) {
      this.tellAway();
    }
  }

  tellBack() {
    if (!this.isChoice) {
      this.tellCount(this.number);
    }
    this.retry();
  }

  tellCount(unsaved) {
    const marked = this.seats.filter((seat) => seat.now[0]).length;
    const how = navigator.onLine ? "not saved yet" : "kept on this phone, not sent yet";
    const rest = unsaved ? `: ${unsaved} ${how}` : "";
    this.count.textContent = `${marked} of ${this.seats.length} marked${rest}`;
  }

  markRest() {
    this.seats.filter((seat) => !seat.now[0]).forEach((seat) => seat.choose("here"));
    this.changed();
  }

  drop() {
    forget(this.code);
    location.assign(location.pathname);
  }

  // Whoever pressed the button is led to what became of it, if that is not another page.
  async want() {
    this.isWanted = true;
    this.changed();
    await this.send();
    if (!this.status.hidden) {
      this.status.focus();
    }
  }

  retry() {
    if (this.isWanted && navigator.onLine && !document.hidden) {
      this.send();
    }
  }

  async send() {
    if (this.isBusy) {
      return;
    }
    this.isBusy = true;
    try {
      const answer = await fetch(this.form.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(this.form)),
        redirect: "manual",
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      await this.hear(answer);
    } catch {
      this.tellAway();
    } finally {
      this.isBusy = false;
    }
  }

  async hear(answer) {
    if (answer.ok) {
      const { go } = await answer.json();
      this.isWanted = false;
      forget(this.code);
      location.assign(go);
    } else if ([0, 401, 403].includes(answer.status)) {
      this.isWanted = false;
      const kept = recall(this.code);
      if (kept) {
        keep(this.code, { ...kept, send: true });
      }
      this.say(
        `Your sign-in has ended, so nothing was sent. ${this.whatIsKept()} ` +
          "Sign in again and open this register: it is sent then.",
        { signIn: true },
      );
    } else if (answer.status === 429 || answer.status >= 500) {
      this.say(`The service could not save the register just now. ${this.whatIsKept()} It is sent again by itself.`);
    } else {
      // Something is wrong that a page has to show: sent once more as a page sends it. Twice is one register.
      // That page must not send by itself what it shows to be wrong.
      this.isWanted = false;
      this.changed();
      HTMLFormElement.prototype.submit.call(this.form);
    }
  }

  tellAway() {
    if (!this.isChoice) {
      this.tellCount(this.number);
    }
    if (this.number || this.isWanted) {
      this.say(`No connection. ${this.whatIsKept()} ${this.whatNext()}`);
    }
  }

  whatNext() {
    if (!this.isWanted) {
      return "Go on marking, and save the register when you are done.";
    }
    const later = "It is sent by itself as soon as the connection is back.";
    return this.isOnPageOnly ? later : `${later} You may close this page and open it again within 24 hours.`;
  }

  // What is not kept on the phone is lost with the page.
  get isOnPageOnly() {
    return this.isChoice || !this.isKeeping || this.seats.some((seat) => seat.isWritten);
  }

  whatIsKept() {
    const number = this.number;
    if (number && !this.isKeeping) {
      return "This phone keeps nothing: leave this page open until it says that the register is saved.";
    }
    const kept = number ? `Marks for ${seats(number)} are kept on this phone, not sent yet.` : "";
    return this.isOnPageOnly ? `${kept} What you wrote or chose is on this page only: leave it open.` : kept;
  }

  say(sentence, { signIn = false } = {}) {
    const words = this.status.querySelector("[data-cara-says]");
    if (words.textContent !== sentence) {
      words.textContent = sentence;
    }
    this.status.hidden = false;
    this.status.querySelector("[data-cara-sign-in]").hidden = !signIn;
  }
}

function listKept(place) {
  const codes = Object.keys(localStorage)
    .filter((key) => key.startsWith(KEPT))
    .map((key) => key.slice(KEPT.length));
  const links = codes.map((code) => {
    const link = document.createElement("a");
    link.className = "govuk-link cara-row-link";
    link.href = `/workshops/${encodeURIComponent(code)}/register`;
    link.textContent = code;
    return link;
  });
  place.querySelector("[data-cara-kept-links]").replaceChildren(...links.flatMap((link, at) => (at ? [", ", link] : [link])));
  place.hidden = !links.length;
}

for (const form of document.querySelectorAll("form[data-cara-register]")) {
  new Register(form).begin();
}
for (const place of document.querySelectorAll("[data-cara-kept-list]")) {
  listKept(place);
}
