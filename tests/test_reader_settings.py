"""What readers set in their browser or system holds: colours, motion, spacing of text, size of the window."""

from tests.sample_addresses import list_sample_addresses

OPEN_ALL = "document.querySelectorAll('details').forEach((element) => { element.open = true; })"

# In forced colours backgrounds and shadows are gone: what only they draw is lost.
LOST_IN_FORCED_COLOURS = r"""() => {
  const shown = (element) => element.checkVisibility({ checkVisibilityCSS: true });
  const name = (element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") || ""}`;
  const lost = new Set();
  const controls = ".button, button, input:not([type=hidden]), select, textarea, .chip";
  for (const element of document.querySelectorAll(controls)) {
    const style = getComputedStyle(element);
    // The browser draws its own boxes and circles, in forced colours too.
    if (["checkbox", "radio"].includes(element.type) && style.appearance !== "none") continue;
    if (shown(element) && (style.borderStyle === "none" || parseFloat(style.borderTopWidth) < 1)) {
      lost.add(`${name(element)} has no border`);
    }
  }
  const canvas = getComputedStyle(document.body).backgroundColor;
  for (const element of document.body.querySelectorAll("*")) {
    if (!shown(element)) continue;
    for (const part of [null, "::before", "::after"]) {
      const style = getComputedStyle(element, part);
      if (style.maskImage !== "none" && style.maskImage !== "" && style.backgroundColor === canvas) {
        lost.add(`${name(element)}${part || ""} is a mask in the colour of the page`);
      }
    }
  }
  for (const drawing of document.querySelectorAll("svg")) {
    if (!shown(drawing)) continue;
    const parts = [...drawing.querySelectorAll("path, rect, circle, polygon, line, polyline, text, use, ellipse")];
    const seen = parts.some((part) => {
      const style = getComputedStyle(part);
      return [style.fill, style.stroke].some((paint) => paint !== "none" && paint !== canvas);
    });
    if (parts.length && !seen) lost.add(`${name(drawing)} is drawn in the colour of the page`);
  }
  return [...lost];
}"""

MOVING = r"""() => {
  const moving = new Set();
  for (const element of document.querySelectorAll("*")) {
    for (const part of [null, "::before", "::after"]) {
      const style = getComputedStyle(element, part);
      const lasts = (value) => value.split(",").some((time) => parseFloat(time) > 0.01);
      if (lasts(style.transitionDuration) || (style.animationName !== "none" && lasts(style.animationDuration))) {
        moving.add(`${element.tagName.toLowerCase()}.${element.getAttribute("class") || ""}${part || ""}`);
      }
    }
    if (getComputedStyle(element).scrollBehavior === "smooth") moving.add(`${element.tagName} scrolls smoothly`);
  }
  return [...moving];
}"""

# WCAG 1.4.12, to the letter.
SPACING = """
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }
"""
CLIPPED = r"""() => {
  const clipped = new Set();
  for (const element of document.querySelectorAll("body *")) {
    const style = getComputedStyle(element);
    // Words for screen readers alone.
    if (!element.checkVisibility() || element.closest("svg") || style.clipPath === "inset(50%)") continue;
    const hides = (value) => value === "hidden" || value === "clip";
    const text = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const tooWide = hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    const tooHigh = hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
    if (style.display !== "inline" && element.innerText && (tooWide || tooHigh)) {
      clipped.add(`${element.tagName.toLowerCase()}.${element.getAttribute("class") || ""} hides text`);
    }
    if (text && !["auto", "scroll"].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1
        && style.display !== "inline" && element.getBoundingClientRect().left + element.scrollWidth > innerWidth + 1) {
      clipped.add(`${element.tagName.toLowerCase()}.${element.getAttribute("class") || ""} runs out of the window`);
    }
  }
  return [...clipped];
}"""

# What stays in place while the page moves takes room from a small window.
STICKING = r"""() => [...document.querySelectorAll("body *")].filter((element) => {
  const position = getComputedStyle(element).position;
  return element.checkVisibility() && (position === "fixed" || position === "sticky")
    && element.getBoundingClientRect().height > innerHeight / 3;
}).map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class") || ""}`)"""


def look(page, script):
    """Return what the script finds on all sample pages, each with the name of its page."""
    found = []
    for name, path in list_sample_addresses().items():
        page.goto(path)
        page.evaluate(OPEN_ALL)
        found += [f"{name}: {what}" for what in page.evaluate(script)]
    return found


def test_forced_colours_lose_no_boundary_and_no_drawing(visit, db):
    page = visit("/")
    page.emulate_media(forced_colors="active")
    page.goto("/")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline not in ("none", "")
    found = look(page, LOST_IN_FORCED_COLOURS)
    assert found == []


def test_nothing_moves_for_readers_who_ask_for_less_motion(visit, db):
    page = visit("/")
    page.emulate_media(reduced_motion="reduce")
    found = look(page, MOVING)
    assert found == []


def test_text_with_more_space_is_clipped_nowhere(visit, db):
    page = visit("/", "phone")
    found = []
    for name, path in list_sample_addresses().items():
        page.goto(path)
        page.evaluate(OPEN_ALL)
        # The policy of the site refuses a style element; a constructed sheet is what a reader's extension uses.
        page.evaluate(
            """(text) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);
            document.adoptedStyleSheets = [sheet]; }""",
            SPACING,
        )
        found += [f"{name}: {what}" for what in page.evaluate(CLIPPED)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{name}: scrolls sideways")
    assert found == []


def test_window_of_320_by_256_pixels_is_left_to_the_text(visit, db):
    page = visit("/")
    page.set_viewport_size({"width": 320, "height": 256})
    found = look(page, STICKING)
    assert found == []
    page.emulate_media(reduced_motion="reduce")
    page.goto("/publicaties/")
    page.evaluate("document.querySelector('h1').scrollIntoView()")
    assert page.evaluate("document.querySelector('h1').getBoundingClientRect().bottom < innerHeight")
