"""Timelines show werkplaatsen and knowledge agendas along the years, and no more than is known of each."""

import pytest

from pages.drawings.timeline import Row, draw_timeline
from pages.fuzzy_date import parse
from pages.models import WerkplaatsPage
from tests.sample_records import text_of
from tests.sample_records import visit as read
from themes.models import KnowledgeAgendaPage


def row(words, **more):
    """Return a Row with a page, entitled `words`, which are its period too when they are a year."""
    return Row(words, "", parse(words) if words.isdigit() else None, page=words, **more)


def titles(rows):
    return [each.title for each in rows]


def spans(*dates):
    """Return the spans of the first of some dates, drawn together."""
    rows = [Row(words, "", parse(words)) for words in dates]
    return [(certainty, float(left), float(width)) for certainty, left, width in draw_timeline(rows).rows[0].spans]


def werkplaats(slug):
    return WerkplaatsPage.objects.get(slug=slug, locale__language_code="nl")


def shown(soup):
    return [text_of(row) for row in soup.select(".timeline-row")]


def test_days_are_sure_from_end_to_end():
    (span,) = spans("1-1-2010 - 31-12-2010", "2011-12-31")
    assert span == ("sure", 0, 50)


def test_of_years_only_what_lies_between_is_sure():
    found = spans("2010-2013", "2010")
    assert [certainty for certainty, _left, _width in found] == ["vague", "sure", "vague"]
    assert found[1][1] == pytest.approx(25, abs=0.1)
    assert found[1][2] == pytest.approx(50, abs=0.1)


def test_a_single_year_is_not_drawn_as_if_it_were_all_known():
    assert spans("2010", "2011") == [("vague", 0, 50)]


def test_two_years_next_to_each_other_leave_nothing_sure():
    assert [certainty for certainty, _left, _width in spans("2010-2011", "2012")] == ["vague", "vague"]


def test_what_goes_on_has_an_open_end_beyond_the_last_known_year():
    found = spans("vanaf maart 2010", "2012")
    assert [certainty for certainty, _left, _width in found] == ["sure", "open"]
    assert found[-1][1] + found[-1][2] == pytest.approx(100)


def test_an_expected_period_is_only_an_outline():
    assert [certainty for certainty, _left, _width in spans("verwacht in 2092", "2090")] == ["expected"]


def test_what_has_no_period_gets_no_row_and_stays_a_link():
    timeline = draw_timeline([row("Zonder", level=1), row("2010"), row("2012"), row("Ook zonder")])
    assert titles(timeline.rows) == ["2010", "2012"]
    assert titles(timeline.others) == ["Zonder", "Ook zonder"]


def test_what_has_no_period_heads_the_dated_rows_below_it():
    timeline = draw_timeline([row("A"), row("2010", level=2), row("Leeg", level=2), row("B"), row("Van B", level=2)])
    assert [(each.title, each.is_heading) for each in timeline.rows] == [("A", True), ("2010", False)]
    assert titles(timeline.others) == ["Leeg", "B", "Van B"]


def test_a_part_without_a_page_and_without_a_period_is_left_out():
    phase = Row("Tweede fase", "Fase", level=3)
    timeline = draw_timeline([row("2010"), phase, row("2012")])
    assert phase not in [*timeline.rows, *timeline.others]


def test_without_two_rows_to_draw_there_are_links_only():
    timeline = draw_timeline([row("Hier", is_current=True), row("2010"), row("Zonder")])
    assert timeline.rows == []
    assert titles(timeline.others) == ["2010", "Zonder"]


def test_the_last_year_that_there_is_does_not_break_it():
    assert spans("9999", "1000")


def test_a_long_time_gets_few_labels():
    timeline = draw_timeline([Row("Lang", "", parse("1900-2020")), Row("Kort", "", parse("2000"))])
    assert len(timeline.years) <= 13


def test_one_row_is_no_timeline():
    assert draw_timeline([row("2010", is_current=True)]) is None


def test_a_werkplaats_shows_its_predecessor_first_and_itself_marked(client, db):
    soup = read(client, werkplaats("zuid-holland-zuid"))
    rows = shown(soup)
    assert "Wmo-werkplaats Rotterdam" in rows[0]
    assert "2012–2016" in rows[0]
    assert text_of(soup.select_one(".timeline [aria-current]")) == werkplaats("zuid-holland-zuid").title
    assert soup.select(".timeline .span-open")


def test_a_predecessor_shows_what_came_after_it(client, db):
    rows = shown(read(client, werkplaats("wmo-werkplaats-rotterdam")))
    assert any("Zuid-Holland Zuid" in row for row in rows)


def test_programmes_phases_and_agendas_stand_in_their_years(client, db):
    rows = " | ".join(shown(read(client, werkplaats("kus"))))
    for words in ("Kennisagenda kUS 2016", "Wonen-Welzijn-Zorg Ouderen 2040", "Eerste fase"):
        assert words in rows


@pytest.mark.parametrize("address", ["/themas/", "/themas/kus-2016/", "/werkplaatsen/kus/"])
def test_no_row_is_empty_and_what_has_no_years_is_still_a_link(address, client, db):
    soup = read(client, address)
    rows = soup.select(".timeline-row")
    assert rows
    assert all(row.select_one("rect") for row in rows if "timeline-heading" not in row["class"])
    assert "niet bekend" not in text_of(soup.select_one(".timeline"))
    undated = KnowledgeAgendaPage.objects.get(slug="wmo-werkplaats-utrecht", locale__language_code="nl")
    assert [link["href"] for link in soup.select(".timeline-others a")] == [undated.url]


def test_an_agenda_stands_among_all_others(client, db):
    agenda = KnowledgeAgendaPage.objects.get(slug="kus-2016", locale__language_code="nl")
    soup = read(client, agenda)
    others = soup.select(".timeline-others a")
    assert len(shown(soup)) + len(others) == KnowledgeAgendaPage.objects.live().filter(locale=agenda.locale).count()
    assert text_of(soup.select_one(".timeline [aria-current]")) == agenda.title


def test_the_themes_begin_with_the_agendas_until_somebody_filters(client, db):
    agenda = KnowledgeAgendaPage.objects.get(slug="kus-2016", locale__language_code="nl")
    assert agenda.title in " ".join(shown(read(client, "/themas/")))
    assert shown(read(client, "/themas/?agenda=kus-2016")) == []


def test_the_drawing_is_silent_and_the_list_says_it_all(client, db):
    soup = read(client, "/themas/")
    assert all(drawing["aria-hidden"] == "true" for drawing in soup.select(".timeline svg"))
    assert soup.select_one(".timeline ol") is not None


def test_a_circle_of_predecessors_ends(client, db):
    first, second = werkplaats("twente"), werkplaats("arnhem-nijmegen")
    WerkplaatsPage.objects.filter(pk=first.pk).update(predecessor=second)
    WerkplaatsPage.objects.filter(pk=second.pk).update(predecessor=first)
    links = read(client, first).select(".timeline-others a")
    assert [link["href"] for link in links] == [second.url]


def test_on_a_phone_the_list_leads_and_on_a_desktop_the_drawing(visit, db):
    page = visit("/werkplaatsen/zuid-holland-zuid/", "phone")
    assert not page.locator(".timeline-lane").first.is_visible()
    assert page.locator(".timeline-row").first.is_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    lane = page.locator(".timeline-lane").first.bounding_box()
    assert lane["width"] > 200
