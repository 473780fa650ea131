/* Hides a question while the answer that it depends on is another one. Without JavaScript it is always there, under a
   sentence that says when to answer it; the server asks no more than is needed either way. */

const questions = document.querySelectorAll("[data-if]");

function isAsked({ if: name, is: wanted }, form) {
  const inputs = form.querySelectorAll(`[name="${CSS.escape(name)}"]`);
  if (!inputs.length || inputs[0].closest("[data-if][hidden]")) return false;
  const given = new FormData(form).getAll(name);
  return wanted ? given.includes(wanted) : !given.length;
}

// In the order of the page, so that a question knows whether the one it depends on is asked.
function update() {
  for (const question of questions) question.hidden = !isAsked(question.dataset, question.closest("form"));
}

document.addEventListener("change", update);
update();
