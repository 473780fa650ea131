"""Readers who use the keyboard see where they are, everywhere, and can go on (WCAG 2.1.2, 2.4.3, 2.4.7, 2.4.11)."""

import pytest

from tests.sample_addresses import list_sample_addresses

# Puts the focus on every stop after a key was pressed, so that :focus-visible holds, and says where it cannot be seen.
LOST_FOCUS = r"""() => {
  const stops = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex='0'], video[controls]"
  )].filter((element) => !element.disabled && element.tabIndex >= 0)
    .filter((element) => element.checkVisibility({ checkVisibilityCSS: true }));
  const lost = [];
  for (const element of stops) {
    element.focus();
    const words = element.textContent.trim().slice(0, 40);
    const name = `${element.tagName.toLowerCase()}.${element.getAttribute("class")} “${words}”`;
    if (document.activeElement !== element) { lost.push(`${name} takes no focus`); continue; }
    const style = getComputedStyle(element);
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) lost.push(`${name} shows no outline`);
    const covered = [...element.getClientRects()].every((box) => {
      const x = Math.min(Math.max((box.left + box.right) / 2, 0), innerWidth - 1);
      let y = (box.top + box.bottom) / 2;
      // Of what is higher than the window, some part has to be in sight.
      const isHigher = box.height > innerHeight && box.top < innerHeight && box.bottom > 0;
      if (isHigher) y = Math.min(Math.max(y, 0), innerHeight - 1);
      if (y < 0 || y > innerHeight) return true;
      const top = document.elementFromPoint(x, y);
      return !(top && (element.contains(top) || top.contains(element)));
    });
    if (covered) lost.push(`${name} is covered or out of sight`);
  }
  return { stops: stops.length, lost };
}"""
STOP = """document.activeElement === document.body ? null
  : [...document.querySelectorAll("*")].indexOf(document.activeElement)"""


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (320, 256)])
def test_focus_is_seen_on_every_stop(width, height, visit, db):
    page = visit("/")
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(reduced_motion="reduce")
    found = []
    for name, path in list_sample_addresses().items():
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((element) => { element.open = true; })")
        page.keyboard.press("Tab")
        answer = page.evaluate(LOST_FOCUS)
        assert answer["stops"] > 5, name
        found += [f"{name}: {stop}" for stop in answer["lost"]]
    assert found == []


@pytest.mark.parametrize("name", ["pages.HomePage", "publications.PublicationIndexPage", "events.EventPage"])
def test_tab_goes_through_the_page_in_reading_order_and_out_of_it(name, visit, db):
    page = visit(list_sample_addresses()[name])
    order = []
    for _ in range(300):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        order.append(stop)
    else:
        pytest.fail("The keyboard never leaves the page.")
    assert len(order) > 10
    assert order == sorted(order)
