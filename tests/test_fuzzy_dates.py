"""Dates as people write them: what is understood, what is refused, and that nothing more is said than is known."""

import random
from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from pages.fuzzy_date import FuzzyDate, FuzzyDateError, FuzzyDateField, FuzzyDateFormField, Point, parse

pytestmark = pytest.mark.engine

UNDERSTOOD = {
    "10 april 2018": "2018-04-10",
    "10 April 2018": "2018-04-10",
    "April 10, 2018": "2018-04-10",
    "april 10th 2018": "2018-04-10",
    "1 mrt. 2018": "2018-03-01",
    "10-4-2018": "2018-04-10",
    "10/04/2018": "2018-04-10",
    "10.4.2018": "2018-04-10",
    "op 10 april 2018": "2018-04-10",
    "29 februari 2016": "2016-02-29",
    "10 april 2018 14:00": "2018-04-10T14:00",
    "10 april 2018 om 14.00 uur": "2018-04-10T14:00",
    "2018-04-10T14:00": "2018-04-10T14:00",
    "2018-04-10 14:00:00": "2018-04-10T14:00",
    "  maart   2018 ": "2018-03",
    "March 2018": "2018-03",
    "4-2018": "2018-04",
    "2018-04": "2018-04",
    "najaar 2018": "2018-23",
    "herfst 2018": "2018-23",
    "autumn 2018": "2018-23",
    "fall 2018": "2018-23",
    "lente 2018": "2018-21",
    "spring 2018": "2018-21",
    "zomer 2018": "2018-22",
    "winter 2018": "2018-24",
    "2018": "2018",
    "２０１８": "2018",
    "9999": "9999",
    "winter 9999": "9999-24",
    "2012-2016": "2012/2016",
    "2012–2016": "2012/2016",
    "2012 t/m 2016": "2012/2016",
    "2012/2016": "2012/2016",
    "2012/..": "2012/..",
    "2012-heden": "2012/..",
    "2012 - now": "2012/..",
    "vanaf 2012": "2012/..",
    "since March 2012": "2012-03/..",
    "voorjaar 2018 - najaar 2019": "2018-21/2019-23",
    "maart-april 2018": "2018-03/2018-04",
    "maart t/m april 2018": "2018-03/2018-04",
    "10-12 april 2018": "2018-04-10/2018-04-12",
    "10 en 11 april 2018": "2018-04-10/2018-04-11",
    "10 april - 12 mei 2018": "2018-04-10/2018-05-12",
    "2018-04-10/2018-04-12": "2018-04-10/2018-04-12",
    "2027?": "2027?",
    "verwacht 2027": "2027?",
    "verwacht in najaar 2027": "2027-23?",
    "najaar 2027 (verwacht)": "2027-23?",
    "expected in March 2027": "2027-03?",
}

REFUSED = [
    "",
    " ",
    "?",
    "-",
    "/",
    "..",
    "31 februari 2018",
    "29 februari 2018",
    "2018-02-30",
    "31-4-2018",
    "1-13-2018",
    "2018-13",
    "2018-00",
    "0000",
    "1-1-0000",
    "0018",
    "10 april 2018 25:00",
    "2018-04-10T24:00",
    "2016-2012",
    "2018-04-10T14:00/2018-04-10T10:00",
    "2012/2014/2016",
    "voorjaar",
    "april",
    "10 april",
    "10-04-18",
    "1e kwartaal 2018",
    "ca. 2018",
    "tot 2016",
    "verwacht",
    "vanaf",
    "10 najaar 2018",
    "april 2018 14:00",
    "99999",
    "12018",
    "-2018",
    "٢٠١٨",
    "\x00",
    "2018\x00",
    "\ud800",
    "💥",
    "x" * 2000,
    "2018-" * 400,
    "1" * 2000,
    "' OR 1=1 --",
    "<script>",
]


@pytest.mark.parametrize(("words", "text"), UNDERSTOOD.items())
def test_words_are_understood(words, text):
    assert parse(words).text == text


@pytest.mark.parametrize("text", sorted(set(UNDERSTOOD.values())))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_stored_and_what_is_shown_for_editing_mean_the_same(text, language):
    with translation.override(language):
        value = parse(text)
        assert parse(value.text) == value
        assert parse(value.input_words()) == value
        assert value.display()


@pytest.mark.parametrize("words", REFUSED)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_no_date_is_refused_with_a_short_sentence(words, language):
    with translation.override(language), pytest.raises(FuzzyDateError) as refusal:
        parse(words)
    message = str(refusal.value)
    assert message.endswith(".")
    assert len(message) < 250
    assert all(character.isprintable() for character in message)


@pytest.mark.parametrize("value", [2018, date(2018, 4, 10), datetime(2018, 4, 10, 14, 0)])
def test_what_yaml_makes_of_a_date_is_read(value):
    assert parse(value).start.year == 2018


def test_random_texts_give_a_date_or_a_refusal_and_nothing_else():
    drawn = random.Random(2018)
    pieces = [
        *"0123456789-/.?:, T\x00é",
        "2018",
        "april",
        "maart",
        "winter",
        "vanaf ",
        " t/m ",
        "verwacht ",
        "..",
        "00",
        "31",
        "9999",
    ]
    read = 0
    for _attempt in range(20_000):
        words = "".join(drawn.choice(pieces) for _piece in range(drawn.randint(1, 9)))
        try:
            value = parse(words)
        except FuzzyDateError:
            continue
        read += 1
        assert parse(value.text) == value, words
        assert parse(value.input_words()) == value, words
        assert len(value.text) <= FuzzyDateField().max_length
        assert value.latest is None or value.earliest <= value.latest, words
        value.display(), value.schema_value(), value.schema_ends()
    assert read > 100


def test_every_point_of_some_years_is_in_order():
    for year in (1000, 1900, 2000, 2018, 2100, 9998, 9999):
        for month in [None, *range(1, 13), 21, 22, 23, 24]:
            point = Point(year, month)
            assert point.earliest <= point.latest
            assert FuzzyDate(point, point).earliest.year == year


def test_seasons_lie_where_they_lie():
    winter = parse("winter 2018")
    assert (winter.earliest, winter.latest) == (date(2018, 12, 1), date(2019, 2, 28))
    assert parse("najaar 2018").earliest == date(2018, 9, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2018-04-10", "2018-04-10"),
        ("2018-04", "2018-04"),
        ("2018", "2018"),
        ("2018-23", "2018"),
        ("2018-24", None),
        ("2027?", None),
        ("2012/2016", None),
        ("2018-04-10T14:00", "2018-04-10T14:00+02:00"),
        ("2018-01-10T14:00", "2018-01-10T14:00+01:00"),
        ("1920-01-10T14:00", "1920-01-10"),
    ],
)
def test_structured_data_say_no_more_than_is_known(text, value):
    assert parse(text).schema_value() == value


def test_a_period_has_two_ends_in_structured_data():
    assert parse("2012/2016").schema_ends() == ("2012", "2016")
    assert parse("2012/..").schema_ends() == ("2012", None)
    assert parse("2012/2016?").schema_ends() == (None, None)


def test_dates_show_in_dutch_and_in_english():
    with translation.override("nl"):
        assert parse("2018-04-10").display() == "10 april 2018"
        assert parse("2018-03").display() == "maart 2018"
        assert parse("2012/2016").display() == "2012–2016"
        assert parse("2018-03/2018-04").display() == "maart 2018 – april 2018"
    with translation.override("en"):
        assert parse("2018-03").display() == "March 2018"
        assert parse("2018-23").display() == "autumn 2018"
        assert parse("2012/..").display() == "since 2012"


def test_a_refused_date_stays_in_the_form_as_it_was_typed():
    field = FuzzyDateFormField(required=False)
    with pytest.raises(ValidationError):
        field.clean("31 februari 2018")
    assert field.prepare_value("31 februari 2018") == "31 februari 2018"
    assert field.clean("") is None
    with translation.override("en"):
        assert field.prepare_value(parse("2018-23")) == "autumn 2018"
        assert not field.has_changed(parse("2018-23"), "autumn 2018")


def test_the_model_field_refuses_as_django_expects():
    with pytest.raises(ValidationError):
        FuzzyDateField().to_python("31 februari 2018")
    assert FuzzyDateField().get_prep_value(None) == ""
    assert FuzzyDateField().get_prep_value("najaar 2018") == "2018-23"


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "9 november 2017 14:00"), ("en", "9 November 2017, 14:00")], ids=["nl", "en"]
)
def test_a_moment_is_written_as_readers_in_europe_do(language, words):
    with translation.override(language):
        assert parse("2017-11-09T14:00").display() == words
        assert parse("2017-11-09").display() == words.removesuffix("14:00").rstrip(" ,")
