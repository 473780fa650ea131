"""What a page in a browser has to be: checks that take a Playwright page and return what is wrong, as texts.

A check sets the window and the reader's wishes that it needs, so one loaded page serves them all: no script of the site
looks at them while it loads (test_pages_in_browser.py).
"""

from functools import cache

from axe_playwright_python.sync_playwright import Axe

from tests.running_site import WIDTHS

# WCAG 2.2 AA, and what axe calls good practice.
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    # Only an experimental rule needs all style sheets.
    "preload": {"assets": ["media"]},
}
# The rules that look at colours; all others judge a page by its elements, what is visible and where it stands.
COLOUR_RULES = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
LAYOUT = """[...document.querySelectorAll("body *")].map((element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  return element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) ? [x, y, width, height].join() : "";
}).join(";")"""
# Of what axe finds: the rule, and its first three elements.
RUN_AXE = """async (options) => (await axe.run(options)).violations.map(
  ({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`
)"""
SCHEMES = ("light", "dark")
EVERY_LOOK = [("desktop", "light"), ("desktop", "dark"), ("phone", "dark"), ("phone", "light")]
OPPOSITE_LOOKS = [("desktop", "light"), ("phone", "dark")]

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
  const scrollBox = (element) => {
    let box = element.parentElement;
    while (box && !/auto|scroll/.test(getComputedStyle(box).overflow)) box = box.parentElement;
    return box;
  };
  const scrollBoxes = targets.map(scrollBox);
  // What is scrolled out of sight in a box of its own touches nothing around that box.
  const outOfSight = (place, element) => {
    const box = scrollBoxes[place];
    if (!box || box.contains(element)) return false;
    const { top, bottom, left, right } = box.getBoundingClientRect();
    const other = boxes[place];
    return other.top >= bottom || other.bottom <= top || other.left >= right || other.right <= left;
  };
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
      if (outOfSight(place, element)) return false;
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


@cache
def axe_script():
    """Return the text of axe."""
    return Axe().axe_script


def show(page, width, scheme="light", height=None):
    """Give a page the window of WIDTHS["phone"] or ["desktop"], or `width` by `height`, and a colour scheme.

    Colours do not fade into each other: what is looked at is what stays.
    """
    size = {"width": width, "height": height} if height else WIDTHS[width]
    if page.viewport_size != size:
        page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


def open_all(page):
    """Open everything on a page that can be folded."""
    page.evaluate("document.querySelectorAll('details').forEach((element) => { element.open = true; })")


def axe_complaints(page, looks=OPPOSITE_LOOKS, options=OPTIONS):
    """Return what axe finds on a page in each of `looks`, (width, scheme); the window is as before afterwards.

    Where a second scheme leaves every element in its place, only the rules for colours can find something else.
    """
    before = page.viewport_size
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_script())
    found, layouts = [], {}
    for width, scheme in looks:
        show(page, width, scheme)
        layout = page.evaluate(LAYOUT)
        rules = options | {"runOnly": COLOUR_RULES} if layouts.get(width) == layout else options
        layouts[width] = layout
        found += [f"{width}, {scheme}: {complaint}" for complaint in page.evaluate(RUN_AXE, rules)]
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    page.set_viewport_size(before)
    return found


def scrolls_sideways(page):
    """Return in which schemes a page is wider than a window of 320 pixels (WCAG 1.4.10)."""
    wide = []
    for scheme in SCHEMES:
        show(page, 320, scheme, height=800)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(f"{scheme}: wider than 320 pixels")
    return wide


def small_targets(page):
    """Return what can be clicked, is under 24 by 24 pixels and has not that room around it (WCAG 2.5.8)."""
    found = []
    for width in WIDTHS:
        show(page, width)
        open_all(page)
        found += [f"{width}: {target}" for target in page.evaluate(SMALL_TARGETS)]
    return found


def lost_focus(page):
    """Return the stops of the keyboard where the focus cannot be seen (WCAG 2.4.7, 2.4.11)."""
    found = []
    for width, height in [(1280, 900), (320, 256)]:
        show(page, width, height=height)
        open_all(page)
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        page.keyboard.press("Tab")
        answer = page.evaluate(LOST_FOCUS)
        found += [f"{width} by {height}: {stop}" for stop in answer["lost"]]
        if answer["stops"] <= 5:
            found.append(f"{width} by {height}: only {answer['stops']} stops")
    return found


def lost_in_forced_colours(page):
    """Return the boundaries and drawings that are gone in forced colours."""
    show(page, "desktop")
    page.emulate_media(forced_colors="active")
    open_all(page)
    found = page.evaluate(LOST_IN_FORCED_COLOURS)
    page.emulate_media(forced_colors="none")
    return found


def moving(page):
    """Return what moves although the reader asked for less motion."""
    show(page, "desktop")
    open_all(page)
    return page.evaluate(MOVING)


def clipped_text(page):
    """Return the text that is hidden or runs out of the window when the reader gives it more space (WCAG 1.4.12)."""
    show(page, "phone")
    open_all(page)
    # The policy of the site refuses a style element; a constructed sheet is what a reader's extension uses.
    page.evaluate(
        """(text) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);
        document.adoptedStyleSheets = [sheet]; }""",
        SPACING,
    )
    found = page.evaluate(CLIPPED)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("scrolls sideways")
    page.evaluate("document.adoptedStyleSheets = []")
    return found


def sticking(page):
    """Return what stays in place and takes more than a third of a window of 320 by 256 pixels."""
    show(page, 320, height=256)
    open_all(page)
    return page.evaluate(STICKING)


# In their order: what comes after the first opens whatever is folded.
CHECKS = {
    "reflow": scrolls_sideways,
    "target size": small_targets,
    "text spacing": clipped_text,
    "small window": sticking,
    "less motion": moving,
    "forced colours": lost_in_forced_colours,
    "focus": lost_focus,
}


def run_checks(page, looks=OPPOSITE_LOOKS):
    """Return what is wrong with a page that was just loaded, {name of the check: [texts]}; axe has `looks`."""
    found = {"axe": axe_complaints(page, looks)} | {name: check(page) for name, check in CHECKS.items()}
    return {name: texts for name, texts in found.items() if texts}
