// Every page is whole without this. It moves focus to a summary of errors, counts characters, shows a dependent
// question below its answer, folds the menu on a phone, and ignores the second click of a double click.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "./govuk-frontend.js";

for (const component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
]) {
  createAll(component);
}

for (const button of document.querySelectorAll("[data-cara-print]")) {
  button.addEventListener("click", () => window.print());
}

// Marks of a register that were not sent (register.js) go after a day, whichever page is open; and nobody signs out,
// which wipes them, without being told.
const REGISTER = "cara-register:";
const A_DAY_MS = 24 * 60 * 60 * 1000;

function keptRegisters() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(REGISTER));
  } catch {
    return [];
  }
}

function isOld(key) {
  try {
    const { at } = JSON.parse(localStorage.getItem(key));
    return !(Math.abs(Date.now() - at) < A_DAY_MS);
  } catch {
    return true;
  }
}

function wipeOldRegisters() {
  for (const key of keptRegisters().filter(isOld)) {
    localStorage.removeItem(key);
  }
}

wipeOldRegisters();
setInterval(wipeOldRegisters, 60_000);

const WIPES = "Marks of a register are kept on this phone and not sent yet. Signing out wipes them. Sign out all the same?";
for (const form of document.querySelectorAll('form[action="/sign-out"]')) {
  form.addEventListener("submit", (event) => {
    if (keptRegisters().length && !window.confirm(WIPES)) {
      event.preventDefault();
    }
  });
}
