"""What can be clicked is at least 24 by 24 CSS pixels, or has that room around it (WCAG 2.5.8)."""

import pytest

from tests.sample_addresses import list_sample_addresses

# A target inside a sentence is excepted; a small target is right when a circle of 24 pixels around its middle touches
# no other target and no circle of another small one.
SMALL_TARGETS = r"""() => {
  const shown = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const clipped = (element) => getComputedStyle(element).clipPath === "inset(50%)";
  const inSentence = (element) => {
    if (getComputedStyle(element).display !== "inline") return false;
    let block = element.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    return block.innerText.replace(/\s+/g, "").length > element.innerText.replace(/\s+/g, "").length;
  };
  const targets = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex='0']"
  )].filter((element) => shown(element) && !clipped(element) && element.getClientRects().length);
  const boxes = targets.map((element) => element.getBoundingClientRect());
  const isSmall = (box) => box.width < 24 || box.height < 24;
  const gap = (box, x, y) => Math.hypot(
    Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom)
  );
  const middle = (box) => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  return targets.filter((element, index) => {
    if (!isSmall(boxes[index]) || inSentence(element)) return false;
    const [x, y] = middle(boxes[index]);
    return boxes.some((other, place) => {
      if (place === index || targets[place].contains(element) || element.contains(targets[place])) return false;
      if (gap(other, x, y) < 12) return true;
      const [otherX, otherY] = middle(other);
      return isSmall(other) && Math.hypot(x - otherX, y - otherY) < 24;
    });
  }).map((element) => {
    const box = element.getBoundingClientRect();
    return `${element.tagName.toLowerCase()}.${element.className} “${element.innerText.slice(0, 40)}” ` +
      `${Math.round(box.width)}x${Math.round(box.height)}`;
  });
}"""


@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_every_target_is_large_enough_or_has_room(width, visit, db):
    page = visit("/", width)
    found = []
    for name, path in list_sample_addresses().items():
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((element) => { element.open = true; })")
        found += [f"{name}: {target}" for target in page.evaluate(SMALL_TARGETS)]
    assert found == []
