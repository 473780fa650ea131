// Says while an event is entered which others of the region are at the same time. Without JavaScript it is told after
// saving.

const DELAY = 700; // milliseconds after the last change
const LOOKED_AT = /^(sessions-(TOTAL_FORMS|\d+-(start|end|time_known|is_cancelled|DELETE))|municipality|municipalities|status)$/;
const EDITED = /\/pages\/(\d+)\/edit\//;

function start(place) {
  const form = place.closest("form");
  const list = place.querySelector("[data-found]");
  let asked = "";
  let timer;
  let request;

  function show(found) {
    const lines = found.map(({ sentence, url }) => {
      const item = document.createElement("li");
      if (url) {
        const link = document.createElement("a");
        link.href = url;
        link.target = "_blank";
        link.textContent = sentence;
        item.append(link);
      } else item.textContent = sentence;
      return item;
    });
    // The same again would be read aloud again.
    if (lines.map((line) => line.textContent).join() !== [...list.children].map((line) => line.textContent).join())
      list.replaceChildren(...lines);
  }

  async function ask() {
    const body = new FormData();
    for (const [name, value] of new FormData(form)) if (LOOKED_AT.test(name) && value) body.append(name, value);
    const key = new URLSearchParams(body).toString();
    if (asked === key) return;
    asked = key;
    request?.abort();
    request = new AbortController();
    // Wagtail saves a new page while somebody types, and gives it its address then.
    body.set("page", EDITED.exec(location.pathname)?.[1] ?? "");
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const response = await fetch(place.dataset.eventClashes, { method: "POST", body, signal: request.signal });
      if (response.ok) show((await response.json()).found);
    } catch {
      // Typing goes on, or the network is away: what stands there stays.
    }
  }

  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  };
  // Choosers and rows that are deleted change hidden fields without an event.
  for (const kind of ["input", "change", "click"]) form.addEventListener(kind, wait);
  ask();
}

for (const place of document.querySelectorAll("[data-event-clashes]")) start(place);
