/* Copies the address of a record or a calendar, hands it to an app of the device, prints it, and keeps a list of records
   in this browser, which is never sent. Without JavaScript the address can be selected, and the browser prints
   and keeps bookmarks itself. */

const KEY = "saved-records";
const MOST = 500;

// A browser that refuses storage throws, and then has kept nothing. What somebody else wrote there is no list.
function read() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    if (!Array.isArray(found)) return [];
    return found.filter((record) => /^\/(?![/\\])/.test(record?.path) && typeof record.title === "string");
  } catch {
    return [];
  }
}

function write(records) {
  try {
    if (records.length) localStorage.setItem(KEY, JSON.stringify(records.slice(0, MOST)));
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
  }
}

function say(element, words) {
  element.closest("section").querySelector("[role=status]").textContent = words;
}

function showSaved(button) {
  const isSaved = read().some(({ path }) => path === location.pathname);
  button.setAttribute("aria-pressed", String(isSaved));
}

function toggleSaved(button) {
  const others = read().filter(({ path }) => path !== location.pathname);
  const isSaved = button.getAttribute("aria-pressed") === "true";
  const records = isSaved ? others : [{ path: location.pathname, title: button.dataset.save }, ...others];
  if (write(records)) say(button, isSaved ? button.dataset.undone : button.dataset.done);
  showSaved(button);
}

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    say(button, button.dataset.done);
  } catch {
    // It is selected: the reader can copy it.
    field.focus();
  }
}

function remove(region, record) {
  write(read().filter(({ path }) => path !== record.path));
  showList(region);
  say(region.querySelector("h2"), region.dataset.removed.replace("{title}", record.title));
  region.querySelector("h2").focus();
}

function listItem(region, record) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const button = document.createElement("button");
  link.href = record.path;
  link.textContent = record.title;
  button.type = "button";
  button.className = "button button-quiet";
  button.textContent = region.dataset.remove.replace("{title}", record.title);
  button.addEventListener("click", () => remove(region, record));
  item.append(link, " ", button);
  return item;
}

function showList(region) {
  const records = read();
  region.querySelector("[data-without-script]").hidden = true;
  region.querySelector("[data-nothing]").hidden = records.length > 0;
  for (const part of region.querySelectorAll("[data-some]")) part.hidden = records.length === 0;
  region.querySelector("[data-list]").replaceChildren(...records.map((record) => listItem(region, record)));
  region.querySelector("textarea").value = records
    .map(({ path, title }) => `${title}: ${new URL(path, location.origin)}`)
    .join("\n");
}

function showButtons(part) {
  for (const button of part.querySelectorAll("[data-with-script]")) button.hidden = false;
}

showButtons(document);
// A list that was filtered has other parts than it had.
document.addEventListener("toggle", ({ target }) => showButtons(target), true);
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copy]");
  if (button) copy(button);
});
if (navigator.share) {
  for (const button of document.querySelectorAll("[data-share]")) {
    button.parentElement.hidden = false;
    const url = document.getElementById(button.dataset.share).value;
    // Whoever closes the list of apps rejects the promise.
    button.addEventListener("click", () => navigator.share({ title: document.title, url }).catch(() => {}));
  }
}
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
const saving = document.querySelector("[data-save]");
const list = document.querySelector("[data-saved]");
const show = () => {
  if (saving) showSaved(saving);
  if (list) showList(list);
};
saving?.addEventListener("click", () => toggleSaved(saving));
// Another tab may have saved or removed something meanwhile.
addEventListener("storage", show);
show();
