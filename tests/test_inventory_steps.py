"""The steps of the form of a round: what is asked when, what is kept, and what is said about what is wrong."""

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from inventory.form import choices
from inventory.form.answers import describe
from inventory.form.steps import STEPS, check_whole, list_steps
from inventory.models import Need, Submission, SubmissionFile, Visibility
from network.models import Municipality
from pages.questions.fields import DayField, MonthField, NumberField
from tests.inventory_samples import a_submission, fill, fill_all, fill_partly
from tests.sample_records import add_project, add_round, from_now
from themes.models import ThemePage

pytestmark = pytest.mark.django_db

HOSTILE = ["\x00", "a" * 60_000, "<script>alert(1)</script>", "'; DROP TABLE", "\u202eomgekeerd", "🙂" * 300, "GM9999"]


@pytest.fixture
def asking():
    """A round that asks the fixed questions and the needs."""
    return add_round(opens_at=from_now(days=-1))


def slugs(submission):
    return [step.slug for step in list_steps(submission)]


def values(submission, levels=frozenset(Visibility)):
    return {answer.name: answer.value for section in describe(submission, levels) for answer in section.answers}


def test_a_whole_form_is_kept_and_shown_in_words(asking):
    fill_all(a_submission(asking)).save()
    kept = Submission.objects.get()
    assert check_whole(kept) == []
    assert (kept.contact_name, kept.title) == ("Jan de Boer", "Samen eten in Woerden")
    assert kept.answers["starts"] == "2018-03"
    assert kept.answers["partners"] == ["Stichting Buurtkok", "Bibliotheek"]
    assert kept.answers["municipalities"] == ["GM0632", "GM0344"]
    assert kept.answers["description"] == "Eerste alinea.\n\nTweede alinea."
    said = values(kept)
    assert (said["starts"], said["status"], said["municipality"]) == ("maart 2018", "Lopend", "Woerden")
    assert said["themes"] == ["Gezonde sociale omgevingen en vitale netwerken"]
    assert said["municipalities"] == ["Woerden", "Utrecht"]


def test_what_is_kept_holds_no_personal_data_outside_its_columns(asking):
    submission = fill_all(a_submission(asking))
    submission.answers.pop("lead_organisation")
    assert not [part for part in ("Jan de Boer", "jan@example.org") if part in str(submission.answers)]


def test_without_a_project_its_steps_fall_away(asking):
    submission = a_submission(asking)
    fill(submission, "wie", reports="no-project")
    assert slugs(submission) == ["wie", "knelpunten", "controle"]
    asking.asks_needs = False
    assert slugs(submission) == ["wie", "controle"]
    assert check_whole(submission) == []


def test_a_change_of_a_project_outside_a_round_asks_neither_needs_nor_whether_it_is_one():
    submission = a_submission(None, project=add_project())
    assert slugs(submission) == ["wie", "project", "waarover", "leren", "controle"]
    assert "reports" not in list_steps(submission)[0].make_form(submission).fields


def test_needs_are_asked_once_for_a_municipality(asking):
    submission = fill_all(a_submission(asking))
    assert "knelpunten" in slugs(submission)
    theme = next(iter(choices.current_themes()))
    fill(submission, "knelpunten", {f"urgency-{theme}": "3", f"explanation-{theme}": "Geen aanbod"})
    assert submission.answers["needs"] == [{"theme": theme, "urgency": 3, "explanation": "Geen aanbod"}]
    submission.save()
    other = fill_all(a_submission(asking))
    assert "knelpunten" in slugs(other), "a draft of another is no answer yet"
    Submission.objects.create(
        round=asking, municipality=submission.municipality, status="submitted", answers={"needs": []}
    )
    assert "knelpunten" in slugs(other), "nor is one without needs"
    submission.status = Submission.Status.SUBMITTED
    submission.save()
    assert "knelpunten" in slugs(other), "nor is one that anybody can have sent"
    submission.address_confirmed_at = timezone.now()
    submission.save()
    assert "knelpunten" not in slugs(other)
    assert "knelpunten" in slugs(submission)


def test_an_accepted_need_of_this_round_counts_and_one_of_another_round_does_not(asking):
    submission = fill_all(a_submission(asking))
    need = Need(municipality=Municipality.objects.get(code="GM0632"), reported_on=timezone.localdate())
    need.theme = find_theme(next(iter(choices.current_themes())))
    need.round = add_round(title="Vorige ronde")
    need.save()
    assert "knelpunten" in slugs(submission)
    need.round = asking
    need.save()
    assert "knelpunten" not in slugs(submission)


def find_theme(key):
    return ThemePage.objects.get(translation_key=key, locale__language_code="nl")


def test_nothing_is_lost_when_a_step_is_not_right_yet(asking):
    submission = fill_all(a_submission(asking))
    fill_partly(submission, "project", title="Nieuwe naam", starts="ergens in de lente", summary="x" * 400, status="")
    submission.save()
    kept = Submission.objects.get()
    form = list_steps(kept)[1].make_form(kept)
    assert form["title"].value() == "Nieuwe naam"
    assert form["starts"].value() == "ergens in de lente"
    assert form["summary"].value() == "x" * 400
    [(step, wrong)] = check_whole(kept)
    assert step.slug == "project"
    assert set(wrong.errors) == {"starts", "summary", "status"}
    assert values(kept)["starts"] == "ergens in de lente"


def test_an_unfinished_need_is_kept_and_refused_when_it_is_sent(asking):
    submission = fill_all(a_submission(asking))
    theme = next(iter(choices.current_themes()))
    fill_partly(submission, "knelpunten", {f"explanation-{theme}": "Te weinig"})
    assert submission.answers["needs"] == [{"theme": theme, "urgency": None, "explanation": "Te weinig"}]
    [(_step, wrong)] = check_whole(submission)
    assert list(wrong.errors) == [f"urgency-{theme}"]
    assert values(submission)[f"need-{theme}"] == ["Te weinig"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_values_are_refused_or_kept_but_never_break_a_page(asking, hostile):
    submission = fill_all(a_submission(asking))
    for step in list(STEPS[:-1]):
        if step.slug == "vragen":
            continue
        names = step.make_form(submission).fields
        for value in (hostile, [hostile, hostile]):
            fill_partly(submission, step.slug, dict.fromkeys(names, value))
            submission.save()
            submission.refresh_from_db()
            describe(submission)
            form = step.make_form(submission)
            render_to_string("inventory/form/fields.html", {"form": form})
            assert "<script>alert" not in render_to_string("inventory/form/fields.html", {"form": form})
            assert "\x00" not in str(submission.answers)
            fill(submission, "wie")
    assert check_whole(submission)


def test_the_own_municipality_always_takes_part_and_is_not_asked_again(asking):
    submission = fill_all(a_submission(asking))
    form = list_steps(submission)[2].make_form(submission)
    assert "GM0632" not in dict(form.fields["municipalities"].choices)
    fill(submission, "wie", municipality="GM0344")
    assert submission.answers["municipalities"] == ["GM0344"]
    fill(submission, "wie", municipality="regio")
    assert submission.municipality is None
    assert list_steps(submission)[2].make_form(submission).fields["municipalities"].required
    assert list_steps(submission)[0].make_form(submission)["municipality"].value() == "regio"
    assert "knelpunten" not in slugs(submission)


def test_the_organisation_is_filled_in_beforehand_but_is_no_answer_yet(asking):
    submission = a_submission(asking)
    fill(submission, "wie")
    about = list_steps(submission)[2]
    assert about.make_form(submission)["lead_organisation"].value() == "Gemeente Woerden"
    assert "lead_organisation" in {step.slug: form for step, form in check_whole(submission)}["waarover"].errors


def test_a_theme_of_an_earlier_agenda_stays_with_a_project(asking):
    submission = fill_all(a_submission(asking))
    earlier = next(key for key in choices.theme_names() if key not in choices.current_themes())
    submission.answers["themes"] = [earlier]
    form = list_steps(submission)[2].make_form(submission)
    assert form["themes"].value() == [earlier]
    assert check_whole(submission) == []


def test_an_end_before_the_beginning_is_refused_as_far_as_both_are_known(asking):
    submission = a_submission(asking)
    fill(submission, "wie")
    refused = {("2018-03", "2018-02"), ("2019", "2018"), ("2018-03", "2017")}
    for starts, ends in [*refused, ("2018-03", "2018"), ("2018", "2018-01"), ("2018-03", "2018-03"), ("", "2018")]:
        form = fill(submission, "project", starts=starts, ends=ends)
        assert ("ends" in form.errors) == ((starts, ends) in refused), (starts, ends)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("field_class", "typed", "kept"),
    [
        (MonthField, "2018", "2018"),
        (MonthField, "2018-03", "2018-03"),
        (MonthField, "maart 2018", "2018-03"),
        (MonthField, "3-2018", "2018-03"),
        (MonthField, "Mrt 2018", "2018-03"),
        (MonthField, "10 maart 2018", "2018-03"),
        (DayField, "31-12-2026", "2026-12-31"),
        (DayField, "31 december 2026", "2026-12-31"),
        (NumberField, "12", 12),
        (NumberField, "-3", -3),
        (NumberField, "2,5", 2.5),
        (NumberField, "1 000 000", 1_000_000),
        (NumberField, "0.001", 0.001),
    ],
)
def test_dates_and_numbers_are_taken_as_people_write_them_and_come_back(field_class, typed, kept, language):
    with override(language):
        field = field_class()
        assert field.clean(typed) == kept
        assert field.clean(field.prepare_value(kept)) == kept


def test_a_mark_between_thousands_is_read_in_the_language_of_the_form():
    assert NumberField().clean("1.500") == 1500
    assert NumberField().clean("1.500,25") == 1500.25
    with override("en"):
        assert NumberField().clean("1,500") == 1500
        assert NumberField().clean("1,500.25") == 1500.25


@pytest.mark.parametrize("number", [1.567, 1234.5, 0.1, 1e-7, 999_999_999_999, -1.001])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_kept_number_is_read_back_as_itself(number, language):
    with override(language):
        assert NumberField().clean(NumberField().prepare_value(number)) == number


@pytest.mark.parametrize(
    ("field_class", "typed"),
    [
        (MonthField, "najaar 2018"),
        (MonthField, "2012-2016"),
        (MonthField, "maart 0018"),
        (MonthField, "13-2018"),
        (DayField, "maart 2018"),
        (DayField, "31-2-2018"),
        (DayField, "10 april 2018 14:00"),
        (NumberField, "veel"),
        (NumberField, "1e99"),
        (NumberField, "NaN"),
        (NumberField, "9" * 30),
        (NumberField, "١٢"),
    ],
)
def test_what_is_no_date_or_number_is_refused_with_a_sentence(field_class, typed):
    with pytest.raises(Exception) as refused:
        field_class().clean(typed)
    assert refused.value.messages[0].endswith(".")


def test_levels_leave_out_what_others_may_not_see(asking):
    submission = fill_all(a_submission(asking))
    everyone = values(submission, {Visibility.EVERYONE})
    assert "title" in everyone
    assert not {"contact_name", "contact_address", "contact_organisation"} & set(everyone)
    assert "Jan de Boer" not in str(everyone)


def test_files_that_are_there_are_shown_counted_and_described(asking):
    submission = fill_all(a_submission(asking))
    submission.save()
    for number in range(5):
        SubmissionFile.objects.create(submission=submission, question="files", name=f"verslag-{number}.pdf", size=1000)
    assert len(values(submission)["files"]) == 5
    learn = list_steps(submission)[3]
    page = render_to_string("inventory/form/fields.html", {"form": learn.make_form(submission)})
    assert len(BeautifulSoup(page, "html.parser").select("input[name=weg]")) == 5
    assert check_whole(submission) == []


def test_the_consent_is_kept_as_it_was_shown_and_asked_again_when_it_changed(asking):
    asking.consent_text, asking.consent_version = "<p>Wij bewaren uw naam.</p><ul><li>Een jaar.</li></ul>", "2026-1"
    submission = fill_all(a_submission(asking))
    check = list_steps(submission)[-1]
    shown = check.make_form(submission)["shown_wording"].value()
    form = fill(submission, "controle", {"consent": "on", "shown_wording": shown})
    assert form.is_valid()
    assert submission.consent_wording.startswith("Wij bewaren uw naam.\n\nEen jaar.\n\n")
    assert submission.consent_version == "2026-1"
    assert submission.consented_at
    asking.consent_text = "<p>Wij verkopen uw naam.</p>"
    assert not check.make_form(submission)["consent"].value()
    form = fill(submission, "controle", {"consent": "on", "shown_wording": shown})
    assert form.non_field_errors()
    assert not form["consent"].value()
    assert submission.consent_version == "2026-1"


def test_without_a_tick_nothing_is_agreed(asking):
    submission = fill_all(a_submission(asking))
    form = fill(submission, "controle", {})
    assert "consent" in form.errors
    fill_partly(submission, "controle", {"consent": "on"})
    assert submission.consented_at is None


def test_english_names_are_used_on_the_english_form(asking):
    submission = fill_all(a_submission(asking))
    with override("en"):
        said = values(submission)
    assert said["starts"] == "March 2018"
    assert said["status"] == "Running"


def test_every_field_says_who_will_see_it_and_names_what_describes_it(asking):
    submission = fill_all(a_submission(asking))
    for step in list_steps(submission):
        page = render_to_string("inventory/form/fields.html", {"form": step.make_form(submission)})
        soup = BeautifulSoup(page, "html.parser")
        for field in soup.select(".field"):
            described = field if field.name == "fieldset" else field.select_one("input, select, textarea")
            notes = [soup.find(id=part) for part in described["aria-describedby"].split()]
            assert all(notes), described
            assert any("field-who" in note["class"] for note in notes)
