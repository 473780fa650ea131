/* Copies the text of another element, with its italics, at the press of a button that is of no use without script. */

for (const box of document.querySelectorAll("[data-copy-text]")) {
  const source = document.getElementById(box.dataset.copyText);
  const status = box.querySelector("[role=status]");

  function select() {
    const range = document.createRange();
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }

  async function copy() {
    const text = source.innerText.trim();
    const parts = { "text/plain": new Blob([text], { type: "text/plain" }) };
    parts["text/html"] = new Blob([source.innerHTML.trim()], { type: "text/html" });
    try {
      await navigator.clipboard.write([new ClipboardItem(parts)]);
      status.textContent = status.dataset.copied;
    } catch {
      // Without a secure connection, or where the browser asks and the reader refuses.
      select();
      status.textContent = status.dataset.selected;
    }
  }

  box.hidden = false;
  box.querySelector("button").addEventListener("click", copy);
}
