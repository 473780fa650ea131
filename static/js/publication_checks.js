// Says while a publication is entered what looks like it, and whether DOI, ISBN and ISSN are right; the server knows
// both. Without JavaScript the same is told after saving.

const DELAY = 700; // milliseconds after the last key
const LOOKED_AT = ["title", "subtitle", "date", "doi", "isbn", "issn"];
const EDITED = /\/pages\/(\d+)\/edit\//;

function start(place) {
  const form = place.closest("form");
  const list = place.querySelector("[data-found]");
  let asked = "";
  let timer;
  let request;

  const typed = () => Object.fromEntries(LOOKED_AT.map((name) => [name, form.elements[name]?.value ?? ""]));

  // The sentence of a field stands below it, and is read with it and when it appears.
  function note(input) {
    const id = `${input.id}-check`;
    let paragraph = document.getElementById(id);
    if (!paragraph) {
      paragraph = document.createElement("p");
      paragraph.id = id;
      paragraph.className = "error-message";
      paragraph.setAttribute("role", "status");
      input.after(paragraph);
      input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
    }
    return paragraph;
  }

  function showField(name, sent, answer) {
    const input = form.elements[name];
    if (!input || input.value !== sent) return;
    if (answer && answer.value !== sent && !answer.error) {
      input.value = answer.value;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const sentence = answer?.error ?? "";
    if (sentence || document.getElementById(`${input.id}-check`)) note(input).textContent = sentence;
  }

  function showFound(found) {
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
    const values = typed();
    const key = JSON.stringify(values);
    if (asked === key) return;
    asked = key;
    request?.abort();
    request = new AbortController();
    const body = new FormData();
    for (const [name, value] of Object.entries(values)) body.set(name, value);
    // Wagtail saves a new page while somebody types, and gives it its address then.
    body.set("page", EDITED.exec(location.pathname)?.[1] ?? "");
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const response = await fetch(place.dataset.publicationChecks, { method: "POST", body, signal: request.signal });
      if (!response.ok) return;
      const answer = await response.json();
      for (const name of ["doi", "isbn", "issn"]) showField(name, values[name], answer.fields[name]);
      showFound(answer.found);
    } catch {
      // Typing goes on, or the network is away: what stands there stays.
    }
  }

  form.addEventListener("input", ({ target }) => {
    if (!LOOKED_AT.includes(target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  });
  if (typed().title) ask();
}

for (const place of document.querySelectorAll("[data-publication-checks]")) start(place);
