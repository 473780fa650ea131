/* Narrows and pages a list or the results of a search in place: the page of the same address is fetched, and its list takes the place of this one.
   Without JavaScript the form, with its button, and the links do the same. */

const REGION = "[data-listing]";
const place = () => window.location.pathname + window.location.search;
let running = null;
let shown = place();

async function show(address, { push = true, focus = "" } = {}) {
  running?.abort();
  running = new AbortController();
  const region = document.querySelector(REGION);
  region.setAttribute("aria-busy", "true");
  let found;
  try {
    const response = await fetch(address, { signal: running.signal, headers: { Accept: "text/html" } });
    if (!response.ok) throw new Error(response.statusText);
    found = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!found.querySelector(REGION)) throw new Error("no list");
  } catch (error) {
    if (error.name !== "AbortError") window.location.assign(address);
    return;
  }
  if (push) history.pushState({}, "", address);
  shown = place();
  document.title = found.title;
  const open = new Set([...region.querySelectorAll("details[open][id]")].map((details) => details.id));
  region.replaceWith(document.adoptNode(found.querySelector(REGION)));
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  const target = document.getElementById(focus) ?? document.getElementById("results");
  target?.focus({ preventScroll: focus !== "" });
  document.dispatchEvent(new CustomEvent("listing:shown"));
  announce();
}

// The count is said once, as the list is not a live region itself.
function announce() {
  const status = document.querySelector("[data-listing-status]");
  if (status) status.textContent = document.querySelector(".results-count")?.textContent.trim() ?? "";
}

function addressOf(form) {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  return query.size ? `${form.action}?${query}` : form.action;
}

document.addEventListener("change", ({ target }) => {
  const form = target.closest(`${REGION} .facet-form`);
  if (form) show(addressOf(form), { focus: target.id });
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest(`${REGION} .facet-form`);
  if (!form) return;
  event.preventDefault();
  show(addressOf(form));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(`${REGION} :is(.chosen-filters .chip, .pagination a, .tabs a, .calendar a, .calendar-nav a, .facet-form a, .empty-state a)`);
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
  if (!link || !isPlain || link.pathname !== window.location.pathname) return;
  event.preventDefault();
  show(link.href);
});

// A link within the page changes the history too.
window.addEventListener("popstate", () => {
  if (place() !== shown) show(window.location.href, { push: false });
});
