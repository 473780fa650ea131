/* Puts the media of another host in place when the reader asks for it. Without JavaScript the still is a link. */

const SANDBOX = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-presentation";

// A browser that refuses storage throws.
const isKept = (key) => {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
};
const keep = (key) => {
  try {
    localStorage.setItem(key, new Date().toISOString());
  } catch {
    // The reader is asked again next time.
  }
};

const embeds = [];

function prepare(place) {
  const { embed: key, frame, title } = place.dataset;
  const still = place.querySelector(".embed-still");
  const note = place.querySelector("[data-note]");
  const offer = place.querySelector("template").content.cloneNode(true);
  const [button, always, kept, status] = ["[data-show]", "[data-always]", "[data-kept]", "[role=status]"].map((part) =>
    offer.querySelector(part),
  );
  const player = document.createElement("iframe");
  const showKept = () => {
    const isChosen = isKept(key);
    always.hidden = isChosen;
    kept.hidden = !isChosen;
  };
  const show = (isAsked) => {
    showKept();
    if (button.isConnected) {
      player.title = title;
      player.className = "embed-frame";
      player.allow = "fullscreen; picture-in-picture";
      player.referrerPolicy = "strict-origin-when-cross-origin";
      player.sandbox = SANDBOX;
      if (!isAsked) player.loading = "lazy";
      player.src = frame;
      button.replaceWith(player);
    }
    if (isAsked) {
      player.focus();
      status.textContent = status.dataset.loaded;
    }
  };
  button.prepend(...still.querySelectorAll(".embed-picture, .embed-drawing"));
  note.id = `embed-note-${embeds.length}`;
  button.setAttribute("aria-describedby", note.id);
  still.replaceWith(button);
  place.append(offer);
  embeds.push({ key, show });
  button.addEventListener("click", () => show(true));
  always.addEventListener("click", () => {
    keep(key);
    show(true);
    if (!kept.hidden) status.append(" ", kept.firstChild.textContent);
    embeds.filter((other) => other.key === key).forEach((other) => other.show(false));
  });
  if (isKept(key)) show(false);
}

document.querySelectorAll("[data-embed]").forEach(prepare);
