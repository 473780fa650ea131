// Counts along with a mailing that is being sent; without it, the page shows the numbers of when it was loaded.

const SECONDS = 2;
const part = document.querySelector("[data-mailing]");

async function look() {
  if (!document.hidden) {
    const response = await fetch(part.dataset.mailing, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const { numbers, state, moves } = await response.json();
    for (const [name, number] of Object.entries(numbers)) {
      for (const place of part.querySelectorAll(`[data-number="${name}"]`)) {
        if (place.textContent !== String(number)) place.textContent = number;
      }
    }
    const bar = part.querySelector("[data-mailing-progress]");
    bar.max = numbers.total || 1;
    bar.value = numbers.over;
    // Another state has other buttons, and perhaps a notice.
    if (state !== part.dataset.mailingState) location.reload();
    if (!moves) return;
  }
  setTimeout(look, SECONDS * 1000);
}

if (part?.hasAttribute("data-mailing-moves")) setTimeout(look, SECONDS * 1000);
