/* Warns before what was typed in a form and not sent yet is left behind. Without JavaScript every button of the form
   keeps it; only links do not. */

const form = document.querySelector("[data-unsent]");
let typed = false;

form?.addEventListener("input", () => (typed = true));
form?.addEventListener("submit", () => (typed = false));
addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});
