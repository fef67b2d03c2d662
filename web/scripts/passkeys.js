// Asks the device for a passkey: to show one, or to make one. The page holds the question; the form takes the answer.
// Also takes an invitation's code from behind the # of a link, which no server ever sees, into its field.

const INSTEAD = {
  NotAllowedError: "Nothing was done: you or your device did not agree, or it took too long. Press the button again.",
  InvalidStateError: "This device has a passkey for this account already. Use another device, or sign in with it.",
  SecurityError: "A passkey cannot be used at this address. Open the service by the address that you were given.",
};
const OTHERWISE = "This device could not use a passkey. Try another browser or device.";
const NO_PASSKEYS = "This browser has no passkeys. Try another browser or device.";

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const named = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));

const WAYS = {
  make: {
    ask: (question) =>
      navigator.credentials.create({
        publicKey: {
          ...question,
          challenge: bytes(question.challenge),
          user: { ...question.user, id: bytes(question.user.id) },
          excludeCredentials: named(question.excludeCredentials),
        },
      }),
    said: ["clientDataJSON", "attestationObject"],
  },
  show: {
    ask: (question) =>
      navigator.credentials.get({
        publicKey: {
          ...question,
          challenge: bytes(question.challenge),
          allowCredentials: named(question.allowCredentials),
        },
      }),
    said: ["clientDataJSON", "authenticatorData", "signature", "userHandle"],
  },
};

function answerOf(made, said) {
  const response = said.filter((name) => made.response[name]).map((name) => [name, text(made.response[name])]);
  return { id: made.id, rawId: text(made.rawId), type: made.type, response: Object.fromEntries(response) };
}

function say(form, sentence) {
  const place = form.querySelector("[data-cara-passkey-problem]");
  place.textContent = sentence;
  place.hidden = !sentence;
}

async function use(form) {
  const way = WAYS[form.dataset.caraPasskey];
  const button = form.querySelector("button");
  say(form, "");
  button.disabled = true;
  try {
    const made = await way.ask(JSON.parse(form.dataset.caraQuestion));
    form.elements.answer.value = JSON.stringify(answerOf(made, way.said));
    form.submit();
  } catch (error) {
    say(form, INSTEAD[error.name] || OTHERWISE);
  } finally {
    button.disabled = false;
  }
}

for (const form of document.querySelectorAll("form[data-cara-passkey]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (window.PublicKeyCredential) {
      use(form);
    } else {
      say(form, NO_PASSKEYS);
    }
  });
}

const invitation = document.querySelector("[data-cara-from-link]");
if (invitation && location.hash.length > 1) {
  invitation.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
}
