"""What readers set in their browser or system holds; every template is put to it in test_pages_in_browser.py."""


def test_focus_is_drawn_in_forced_colours(visit):
    page = visit("/")
    page.emulate_media(forced_colors="active")
    page.goto("/")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline not in ("none", "")


def test_heading_that_is_scrolled_to_is_in_sight_in_a_small_window(visit):
    page = visit("/")
    page.set_viewport_size({"width": 320, "height": 256})
    page.emulate_media(reduced_motion="reduce")
    page.goto("/publicaties/")
    page.evaluate("document.querySelector('h1').scrollIntoView()")
    assert page.evaluate("document.querySelector('h1').getBoundingClientRect().bottom < innerHeight")
