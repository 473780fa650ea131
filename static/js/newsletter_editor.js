// Trays of the newsletter: a press adds a record to the stream, by the client side of Wagtail's StreamBlock
// (insert, blockDef.initialChildStates); and below each chosen record what it says where the editor leaves fields empty.

const AUTOSAVE_MS = 8000; // Longer than this nobody waits for Wagtail's autosave.
const REPEAT_MS = 600; // A second press so soon after the first is a double click.

const LAST = ["agenda", "closing_note"]; // What stands at the end stays there.

const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name]);

function startTrays(trays) {
  const stream = () => document.getElementById(`${trays.dataset.trays}-root`).rootBlock;
  const status = trays.querySelector("[data-tray-status]");
  const list = trays.querySelector("[data-tray-list]");
  const told = new Map(); // What records say: number to HTML, empty while it is asked.
  let lastPress = 0;

  const recordOf = (child) => (child.type === "record" ? String(child.getState().value.record?.id ?? "") : "");
  const chooserOf = (child) => document.getElementById(`${child.prefix}-value-record`);

  function mark() {
    const present = new Set(stream().children.map(recordOf));
    for (const button of list.querySelectorAll("[data-add-record]")) {
      const isIn = present.has(button.dataset.addRecord);
      const label = button.querySelector("[data-label]");
      label.dataset.add ??= label.textContent;
      label.textContent = isIn ? trays.dataset.there : label.dataset.add;
      button.classList.toggle("tray-present", isIn);
    }
    for (const tray of trays.querySelectorAll(".tray")) {
      const count = tray.querySelectorAll(".tray-present").length;
      const place = tray.querySelector("[data-tray-added]");
      place.textContent = count ? fill(place.dataset.trayAdded, { count }) : "";
    }
  }

  function show(child) {
    const toggle = child.toggleElement;
    if (toggle.getAttribute("aria-expanded") === "false") toggle.click();
    toggle.scrollIntoView({ block: "center" });
    toggle.focus();
  }

  function press(button) {
    const { addRecord, title, kicker, editUrl } = button.dataset;
    const root = stream();
    const there = root.children.find((child) => recordOf(child) === addRecord);
    const again = performance.now() - lastPress < REPEAT_MS;
    if (there) {
      if (!again) show(there);
      return;
    }
    lastPress = performance.now();
    const value = structuredClone(root.blockDef.initialChildStates.record);
    value.record = { id: Number(addRecord), adminTitle: title, title, editUrl, parentId: null };
    value.kicker = kicker;
    let place = root.children.length;
    while (place && LAST.includes(root.children[place - 1].type)) place -= 1;
    root.insert({ type: "record", value, id: crypto.randomUUID?.() }, place, { collapsed: true });
    status.textContent = fill(trays.dataset.added, { title, place: place + 1 });
    refresh();
  }

  function place(child, html) {
    const chooser = chooserOf(child)?.closest("[data-contentpath]");
    if (!chooser) return;
    let box = chooser.querySelector(":scope > .record-says");
    if (!box) {
      box = document.createElement("div");
      box.className = "record-says";
      chooser.append(box);
    }
    box.innerHTML = html;
  }

  async function refresh() {
    mark();
    const children = stream().children.filter((child) => child.type === "record");
    const asked = [...new Set(children.map(recordOf))].filter((number) => number && !told.has(number));
    if (asked.length) {
      asked.forEach((number) => told.set(number, ""));
      const query = new URLSearchParams(asked.map((number) => ["record", number]));
      const response = await fetch(`${trays.dataset.recordsUrl}?${query}`).catch(() => null);
      // Without an answer the item works as before; a later change asks again.
      if (!response?.ok) return asked.forEach((number) => told.delete(number));
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      for (const part of page.querySelectorAll("[data-record]")) told.set(part.dataset.record, part.innerHTML);
    }
    for (const child of stream().children.filter((one) => one.type === "record")) place(child, told.get(recordOf(child)) ?? "");
  }

  // Only the records on a subject, fetched: a tray holds more than it shows. The latest choice counts.
  let asking = 0;
  async function narrow(select) {
    const turn = (asking += 1);
    const query = new URLSearchParams({ onderwerp: select.value });
    const response = await fetch(`${select.dataset.traySubject}&${query}`).catch(() => null);
    const html = response?.ok ? await response.text() : null;
    if (turn !== asking) return;
    if (html === null) {
      status.textContent = trays.dataset.failed;
      return;
    }
    list.innerHTML = html;
    const count = list.querySelectorAll("[data-add-record]").length;
    status.textContent = fill(trays.dataset.narrowed, { count });
    if (select.value) list.querySelectorAll(".tray").forEach((tray) => (tray.open = true));
    mark();
  }

  // The choice is no part of the page: it neither saves nor warns of changes.
  const select = trays.querySelector("[data-tray-subject]");
  select.addEventListener("change", (event) => {
    event.stopPropagation();
    narrow(select);
  });
  trays.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-record]");
    if (button) press(button);
  });
  // Choosing another record, deleting, duplicating and moving all change the stream.
  const container = document.getElementById(`${trays.dataset.trays}-root`);
  container.addEventListener("change", (event) => /-value-record$/.test(event.target.name ?? "") && refresh());
  container.addEventListener("click", () => setTimeout(refresh, 50));
  refresh();
}

// An autosave under way when the editor publishes would write the page as it was before, a draft: so it goes first.
function letAutosaveGoFirst(form) {
  let saving = null;
  let isHeld = false;
  let isLeaving = false;
  form.addEventListener("w-autosave:save", (event) => {
    if (isLeaving) return event.preventDefault();
    saving ??= new Promise((resolve) => {
      form.addEventListener("w-autosave:success", resolve, { once: true });
      form.addEventListener("w-autosave:error", resolve, { once: true });
      setTimeout(resolve, AUTOSAVE_MS);
    }).finally(() => (saving = null));
  });
  form.addEventListener("submit", async (event) => {
    if (!saving && !isHeld) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isHeld) return;
    isHeld = true;
    const { name = "", value = "" } = event.submitter ?? {};
    while (saving) await saving;
    isHeld = false;
    isLeaving = true;
    // The button may be disabled by now: its name goes along by itself, after the last autosave has read the form.
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    form.requestSubmit();
  }, { capture: true });
}

// Wagtail replaces the element of the field by the stream, and tells the element it replaced.
for (const trays of document.querySelectorAll("[data-trays]")) {
  const root = document.getElementById(`${trays.dataset.trays}-root`);
  const field = document.getElementById(trays.dataset.trays);
  letAutosaveGoFirst(trays.closest("form"));
  if (root?.rootBlock) startTrays(trays);
  else field?.addEventListener("w-block:ready", () => startTrays(trays), { once: true });
}
