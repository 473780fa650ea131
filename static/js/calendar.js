/* Arrow keys in the calendar of the agenda: one day at a time is in the tab order, with the links of that day.
   Without JavaScript the table is a table with links. */

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

// Whether the next calendar takes the place of one that was left with the keyboard.
let stays = false;

const daysOf = (table) => [...table.querySelectorAll("td[data-day]")];

function enter(table, day, { focus = true } = {}) {
  for (const cell of daysOf(table)) {
    const isIn = cell === day;
    cell.tabIndex = isIn ? 0 : -1;
    for (const link of cell.querySelectorAll("a")) link.tabIndex = isIn ? 0 : -1;
  }
  if (focus) day.focus();
}

function prepare() {
  for (const table of document.querySelectorAll("table[data-calendar]:not([role])")) {
    const days = daysOf(table);
    const today = days.find((day) => day.closest(".calendar-today"));
    const first = days.find((day) => day.querySelector("a") && !day.matches(".calendar-outside"));
    table.setAttribute("role", "grid");
    enter(table, today ?? first ?? days[0], { focus: stays });
  }
  stays = false;
  for (const hint of document.querySelectorAll("[data-calendar-hint]")) hint.hidden = false;
}

function target(days, place, width, key) {
  const column = place % width;
  if (key === "Home") return days[place - column];
  if (key === "End") return days[place - column + width - 1];
  if (key === "ArrowUp") return days[place - width];
  if (key === "ArrowDown") return days[place + width];
  return key in STEPS ? days[place + STEPS[key]] : undefined;
}

document.addEventListener("keydown", (event) => {
  const table = event.target.closest?.("table[data-calendar]");
  const day = event.target.closest?.("td[data-day]");
  if (!day || !table || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const page = { PageUp: "prev", PageDown: "next" }[event.key];
  if (page) {
    const link = document.querySelector(`.calendar-nav a[rel=${page}]`);
    if (!link) return;
    event.preventDefault();
    stays = true;
    link.click();
    return;
  }
  const days = daysOf(table);
  const found = target(days, days.indexOf(day), Number(table.dataset.calendar), event.key);
  if (!found) return;
  event.preventDefault();
  enter(table, found);
});

// A click puts the tab order where it was.
document.addEventListener("focusin", ({ target: focused }) => {
  const day = focused.closest?.("table[data-calendar] td[data-day]");
  if (day && day.tabIndex !== 0) enter(day.closest("table"), day, { focus: false });
});

document.addEventListener("listing:shown", prepare);
prepare();
