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
