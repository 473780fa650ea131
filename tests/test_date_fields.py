"""Days, moments, times and durations as editors write them; what cannot be read stays where it was typed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.utils import timezone, translation
from wagtail.blocks import StreamBlock, StructBlock
from wagtail.models import get_page_models
from wagtail.snippets.models import get_snippet_models

from inventory.models import InventoryRoundPage
from pages import date_fields
from pages.date_fields import DayBlock, DayField, LengthField, MomentBlock, MomentField, TimeOfDayField
from tests.test_inventory_round_editing import save_round

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 28, 9, 0, tzinfo=AMSTERDAM)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Let it be 28 November 2026."""
    monkeypatch.setattr(timezone, "now", lambda: NOW.astimezone(UTC))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10-12-2026", date(2026, 12, 10)),
        ("01-04-2018", date(2018, 4, 1)),
        ("1/4/2018", date(2018, 4, 1)),
        ("10.12.2026", date(2026, 12, 10)),
        ("10.12.26", date(2026, 12, 10)),
        ("10-12-26", date(2026, 12, 10)),
        ("2026-12-10", date(2026, 12, 10)),
        (" 10  december 2026 ", date(2026, 12, 10)),
        ("donderdag 10 december 2026", date(2026, 12, 10)),
        ("Thu, 10 Dec 2026", date(2026, 12, 10)),
        ("10 dec.", date(2026, 12, 10)),
        ("10 december", date(2026, 12, 10)),
        ("10-12", date(2026, 12, 10)),
        ("12 januari", date(2027, 1, 12)),
        ("10 november", date(2026, 11, 10)),
        ("15 juni", date(2027, 6, 15)),
        ("29 februari", date(2028, 2, 29)),
        ("", None),
        ("  ", None),
    ],
)
def test_a_day_is_understood(typed, meant, language):
    with translation.override(language):
        assert DayField(required=False).clean(typed) == meant


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10-12-2026 14:00", (2026, 12, 10, 14)),
        ("10-12-2026, 14.00 uur", (2026, 12, 10, 14)),
        ("10 december 14:00", (2026, 12, 10, 14)),
        ("10 december om 14 uur", (2026, 12, 10, 14)),
        ("do 10 december 2026 9u30", (2026, 12, 10, 9, 30)),
        ("10 December 2026 at 9:30", (2026, 12, 10, 9, 30)),
        ("10-12 14:00", (2026, 12, 10, 14)),
        ("2026-12-10 14:00", (2026, 12, 10, 14)),
        ("2026-12-10T14:00", (2026, 12, 10, 14)),
        ("2026-12-10 14:00:30", (2026, 12, 10, 14, 0, 30)),
        ("2026-12-10T14:00:00+01:00", (2026, 12, 10, 14)),
        ("2026-12-10T13:00:00Z", (2026, 12, 10, 14)),
        ("10-12-2026", (2026, 12, 10)),
        ("1 juli 2031 14:00", (2031, 7, 1, 14)),
    ],
)
def test_a_moment_is_understood(typed, meant, language):
    with translation.override(language):
        assert MomentField().clean(typed) == datetime(*meant, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14:00", time(14)),
        ("14.00 uur", time(14)),
        ("14 uur", time(14)),
        ("9u30", time(9, 30)),
        ("09:30:15", time(9, 30, 15)),
        ("9", time(9)),
    ],
)
def test_a_time_is_understood(typed, meant):
    assert TimeOfDayField().clean(typed) == meant


@pytest.mark.parametrize(
    ("typed", "hours", "minutes", "seconds"),
    [
        ("1:25", 1, 25, 0),
        ("0:45", 0, 45, 0),
        ("00:25:00", 0, 25, 0),
        ("1:25:30", 1, 25, 30),
        ("25", 0, 25, 0),
        ("85 min", 0, 85, 0),
        ("1 uur 25 minuten", 1, 25, 0),
        ("1 uur en 25 min.", 1, 25, 0),
        ("1u25", 1, 25, 0),
        ("1h 25m", 1, 25, 0),
        ("2 uur", 2, 0, 0),
        ("90 sec", 0, 0, 90),
        ("26:00", 26, 0, 0),
    ],
)
def test_a_duration_is_understood_and_comes_back_as_itself(typed, hours, minutes, seconds):
    field = LengthField()
    found = field.clean(typed)
    assert found == timedelta(hours=hours, minutes=minutes, seconds=seconds)
    assert field.clean(field.prepare_value(found)) == found


WRONG = {
    DayField: ["gisteren ofzo", "31-02-2026", "31-04", "december 2026", "2026", "10", "12/25/2026", "10-12-2026 14:00"],
    MomentField: ["gisteren ofzo", "31-02-2026 14:00", "10-12-2026 24:00", "14:00", "december 14:00", "x" * 500],
    TimeOfDayField: ["straks", "25:00", "14:60", "-1", "10-12-2026"],
    LengthField: ["lang", "1:2:3:4", "1:75", "1.25", "-5", "uur", "min"],
}


@pytest.mark.parametrize(("field", "typed"), [(field, text) for field, texts in WRONG.items() for text in texts])
def test_what_cannot_be_read_gives_a_sentence_and_stays(field, typed):
    form = type("Form", (forms.Form,), {"value": field()})({"value": typed})
    assert not form.is_valid()
    (sentence,) = form.errors["value"]
    assert sentence.endswith(".")
    assert f'value="{typed}"' in str(form["value"])


def test_what_is_shown_is_read_as_the_same():
    moment = datetime(2026, 4, 3, 9, 5, tzinfo=AMSTERDAM)
    form = type("Form", (forms.Form,), {"day": DayField(), "at": MomentField(), "time": TimeOfDayField()})(
        initial={"day": date(2026, 4, 3), "at": moment, "time": time(9, 5)}
    )
    assert 'value="03-04-2026"' in str(form["day"])
    assert 'value="03-04-2026 09:05"' in str(form["at"])
    assert 'value="09:05"' in str(form["time"])
    assert MomentField().clean("03-04-2026 09:05") == moment


def fields_of(form_class):
    """Yield (name, field) of a form of the admin and the rows in it."""
    yield from form_class.base_fields.items()
    for formset in getattr(form_class, "formsets", {}).values():
        yield from fields_of(formset.form)


def blocks_of(block):
    """Yield a block and all blocks in it."""
    yield block
    children = block.child_blocks.values() if isinstance(block, StreamBlock | StructBlock) else ()
    for child in [*children, *filter(None, [getattr(block, "child_block", None)])]:
        yield from blocks_of(child)


def test_every_form_and_block_of_the_admin_reads_them_so():
    ours = tuple(date_fields.FIELDS.values())
    wagtails = (forms.DateField, forms.DateTimeField, forms.TimeField, forms.DurationField)
    found, others = [], []
    for model in [*get_page_models(), *get_snippet_models()]:
        is_page = hasattr(model, "get_edit_handler")
        handler = model.get_edit_handler() if is_page else model.snippet_viewset.get_edit_handler()
        for name, field in fields_of(handler.get_form_class()) if handler else ():
            if isinstance(field, wagtails):
                (found if isinstance(field, ours) else others).append(f"{model.__name__}.{name}")
        for column in model._meta.get_fields():
            for block in blocks_of(column.stream_block) if hasattr(column, "stream_block") else ():
                if isinstance(getattr(block, "field", None), wagtails):
                    (found if isinstance(block, DayBlock | MomentBlock) else others).append(
                        f"{model.__name__}.{block.name}"
                    )
    assert {"EventPage.start", "EventPage.duration", "EventPage.time", "NewsletterIssuePage.first_day"} <= set(found)
    assert {"ArticlePage.deadline", "Municipality.valid_from", "EventPage.go_live_at"} <= set(found)
    assert others == []


@pytest.mark.django_db
def test_an_editor_writes_a_day_and_a_time(administrator_client):
    response = save_round(administrator_client, opens_at="10 december 14:00", closes_at="01-04-2027")
    assert response.status_code == 302
    page = InventoryRoundPage.objects.get(slug="nieuwe-ronde")
    assert page.opens_at == datetime(2026, 12, 10, 14, tzinfo=AMSTERDAM)
    # A deadline: the end of that day.
    assert page.closes_at == datetime(2027, 4, 1, 23, 59, 59, tzinfo=AMSTERDAM)


@pytest.mark.django_db
@pytest.mark.parametrize("publish", [True, False])
@pytest.mark.usefixtures("kept_contexts")
def test_what_an_editor_wrote_comes_back_when_it_is_no_date(administrator_client, publish):
    response = save_round(administrator_client, opens_at="gisteren ofzo", publish=publish)
    assert response.status_code == 200
    assert 'value="gisteren ofzo"' in response.content.decode()
    assert response.context["form"].errors["opens_at"]
    assert not InventoryRoundPage.objects.filter(slug="nieuwe-ronde").exists()
