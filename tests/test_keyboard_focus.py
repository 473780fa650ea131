"""Readers who use the keyboard go through a page in its order and out of it (WCAG 2.1.2, 2.4.1, 2.4.3)."""

import pytest

from tests.sample_addresses import list_sample_addresses

STOP = """document.activeElement === document.body ? null
  : [...document.querySelectorAll("*")].indexOf(document.activeElement)"""


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


def test_the_skip_link_is_the_first_stop_and_leads_to_the_text(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert str(focused).startswith("#")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector(location.hash) !== null")
