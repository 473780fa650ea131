/* Shows which projects are like the one being described, while it is typed. Without JavaScript the next page does. */

const DELAY = 700; // milliseconds after the last key
const FEWEST_WORDS = 3;

const place = document.querySelector("[data-similar]");
const fields = ["title", "summary"].map((name) => document.querySelector(`form [name$="${name}"]`));
const [status, section, list] = ["[role=status]", "section", "[data-list]"].map((part) => place?.querySelector(part));
let timer, request;

async function show() {
  const address = new URL(place.dataset.similar, location.href);
  fields.forEach((field) => field && address.searchParams.set(field.name.split("-").pop(), field.value));
  const text = ["title", "summary"].map((name) => address.searchParams.get(name)).join(" ");
  if (text.trim().split(/\s+/).length < FEWEST_WORDS) return;
  request?.abort();
  request = new AbortController();
  try {
    const answer = await fetch(address, { signal: request.signal });
    if (!answer.ok) return;
    list.innerHTML = await answer.text();
  } catch {
    return; // Typing goes on, or the network is away: what stands there stays.
  }
  const found = list.querySelector("[data-count]");
  section.hidden = !found;
  status.textContent = found ? found.dataset.count : "";
}

if (place)
  fields.forEach((field) =>
    field?.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(show, DELAY);
    }),
  );
