// Says while a record is entered what the server found out about it: which others of the region are at the same time
// as an event, what looks like a publication, and whether its DOI, ISBN and ISSN are right. Without JavaScript the same
// is told after saving.

const DELAY = 700; // milliseconds after the last change
const EDITED = /\/pages\/(\d+)\/edit\//;
const OF_EVENT = /^(sessions-(TOTAL_FORMS|\d+-(start|end|time_known|is_cancelled|DELETE))|municipality|municipalities|status)$/;
const OF_PUBLICATION = ["title", "subtitle", "date", "doi", "isbn", "issn"];
const NUMBERS = ["doi", "isbn", "issn"];

// Asks `address` about what `typed` returns ([name, value] pairs), once for the same, and hands the answer to `show`.
// Returns [ask, wait]: ask now, and ask when nothing more was typed for a while.
function checker(form, address, typed, show) {
  let asked = "";
  let timer;
  let request;

  async function ask() {
    const pairs = typed();
    const key = JSON.stringify(pairs);
    if (asked === key) return;
    asked = key;
    request?.abort();
    request = new AbortController();
    const body = new FormData();
    for (const [name, value] of pairs) body.append(name, value);
    // Wagtail saves a new page while somebody types, and gives it its address then.
    body.set("page", EDITED.exec(location.pathname)?.[1] ?? "");
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const response = await fetch(address, { method: "POST", body, signal: request.signal });
      if (response.ok) show(await response.json(), Object.fromEntries(pairs));
    } catch {
      // Typing goes on, or the network is away: what stands there stays.
    }
  }

  function wait() {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  }

  return [ask, wait];
}

function showFound(list, found) {
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

function showField(input, sent, answer) {
  if (!input || input.value !== sent) return;
  if (answer && answer.value !== sent && !answer.error) {
    input.value = answer.value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const sentence = answer?.error ?? "";
  if (sentence || document.getElementById(`${input.id}-check`)) note(input).textContent = sentence;
}

for (const place of document.querySelectorAll("[data-event-clashes]")) {
  const form = place.closest("form");
  const list = place.querySelector("[data-found]");
  const typed = () => [...new FormData(form)].filter(([name, value]) => OF_EVENT.test(name) && value);
  const [ask, wait] = checker(form, place.dataset.eventClashes, typed, ({ found }) => showFound(list, found));
  // Choosers and rows that are deleted change hidden fields without an event.
  for (const kind of ["input", "change", "click"]) form.addEventListener(kind, wait);
  ask();
}

for (const place of document.querySelectorAll("[data-publication-checks]")) {
  const form = place.closest("form");
  const list = place.querySelector("[data-found]");
  const typed = () => OF_PUBLICATION.map((name) => [name, form.elements[name]?.value ?? ""]);
  const [ask, wait] = checker(form, place.dataset.publicationChecks, typed, ({ fields, found }, sent) => {
    for (const name of NUMBERS) showField(form.elements[name], sent[name], fields[name]);
    showFound(list, found);
  });
  form.addEventListener("input", ({ target }) => {
    if (OF_PUBLICATION.includes(target.name)) wait();
  });
  if (form.elements.title?.value) ask();
}
