/* Shows which choices this browser keeps for embeds, and undoes them. */

const stored = document.querySelector("[data-stored]");
const part = (selector) => stored.querySelector(selector);
const rows = [...stored.querySelectorAll("[data-key]")];
const date = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" });

// A browser that refuses storage throws, and then has kept nothing.
const read = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};

function show() {
  for (const row of rows) {
    const choice = read(row.dataset.key);
    const moment = new Date(choice ?? NaN);
    const isDated = !Number.isNaN(moment.getTime());
    row.hidden = choice === null;
    row.querySelector(".meta").hidden = !isDated;
    if (isDated) row.querySelector("[data-date]").textContent = date.format(moment);
  }
  const count = rows.filter((row) => !row.hidden).length;
  part("[data-without-script]").hidden = true;
  part("[data-nothing]").hidden = count > 0;
  part("[data-choices]").hidden = count === 0;
  part("[data-undo-all]").hidden = count < 2;
}

function undo(undone, message) {
  undone.forEach((row) => localStorage.removeItem(row.dataset.key));
  show();
  part("[role=status]").textContent = message;
  // The button that was pressed is gone.
  part("h2").focus();
}

for (const row of rows) {
  const button = row.querySelector("button");
  button.addEventListener("click", () => undo([row], button.dataset.undone));
}
const all = part("[data-undo-all] button");
all.addEventListener("click", () => undo(rows, all.dataset.undone));
// Another tab may have chosen meanwhile.
addEventListener("storage", show);
show();
