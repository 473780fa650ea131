// Suggests subjects by the words of the record that is being written. A press adds one through Wagtail's own panel
// (wagtail.editHandler); without JavaScript the chooser does the same by hand.

const DELAY = 900; // milliseconds after the last key
const FEWEST_LETTERS = 8;

const fill = (sentence, title) => sentence.replace("{title}", title);

function start(place) {
  const { relation, field } = place.dataset;
  const form = place.closest("form");
  const list = place.querySelector("[data-suggestions]");
  const status = place.querySelector("[data-status]");
  let asked = "";
  let timer;
  let request;

  const rows = () => [...form.querySelectorAll(`[name^="${relation}-"][name$="-${field}"]`)];
  const isDeleted = (row) => form.elements[row.name.replace(`-${field}`, "-DELETE")]?.value;
  const chosen = () => new Set(rows().filter((row) => row.value && !isDeleted(row)).map((row) => row.value));

  // Rich texts and streams keep what is typed in hidden fields of the form.
  function words() {
    const values = [...form.elements].filter(
      ({ name, type }) => name && (type === "textarea" || /^(summary|body|abstract|report)/.test(name)) && type !== "file",
    );
    return values.map((element) => element.value).join("\n");
  }

  function add(subject) {
    const panel = globalThis.wagtail.editHandler.getPanelByName(relation);
    panel.addForm();
    const name = `id_${relation}-${panel.formCount - 1}-${field}`;
    panel.chooserWidgetFactory.getById(name).setStateFromModalData(subject);
    status.textContent = fill(place.dataset.added, subject.string);
  }

  function show(subjects) {
    const present = chosen();
    const left = subjects.filter(({ id }) => !present.has(String(id)));
    list.replaceChildren(
      ...left.map((subject) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button button-small button-secondary";
        button.textContent = `+ ${subject.string}`;
        button.setAttribute("aria-label", fill(place.dataset.add, subject.string));
        button.addEventListener("click", () => {
          const next = item.nextElementSibling ?? item.previousElementSibling;
          add(subject);
          item.remove();
          place.hidden = !list.children.length;
          next?.querySelector("button").focus();
        });
        item.append(button);
        return item;
      }),
    );
    place.hidden = !left.length;
  }

  async function ask() {
    const title = form.elements.title?.value ?? "";
    const text = words();
    if (title.length + text.length < FEWEST_LETTERS || asked === title + text) return;
    asked = title + text;
    request?.abort();
    request = new AbortController();
    const body = new FormData();
    body.set("title", title);
    body.set("text", text);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(place.dataset.subjects, { method: "POST", body, signal: request.signal });
      if (answer.ok) show((await answer.json()).subjects);
    } catch {
      // Typing goes on, or the network is away: what stands there stays.
    }
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  later();
}

for (const place of document.querySelectorAll("[data-subjects]")) start(place);
