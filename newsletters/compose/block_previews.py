"""Preview values of the blocks of an issue, for the admin and the style page: Dutch examples, existing records."""

from datetime import timedelta

from django.apps import apps
from django.utils import timezone

from pages.block_previews import CALL, preview_image

TEXT_ITEM = {
    "kicker": "Oproep",
    "heading": "Denk mee over de nieuwe kennisagenda",
    "text": "<p>Welke vraag uit uw praktijk verdient onderzoek? Wij horen het graag.</p>",
    "actions": [CALL],
    "image": None,
}
CLOSING_NOTE = {
    "text": "<p>Hebt u nieuws voor de volgende nieuwsbrief? Laat het de redactie weten.</p>",
    "actions": [],
}
SECTION = {"heading": "Terugblik"}
AGENDA_DAYS = timedelta(days=60)


def preview_record():
    """Return a record item with the newest article, its own words and actions."""
    record = apps.get_model("pages.ArticlePage").objects.published().newest_first().first()
    return {
        "record": record,
        "kicker": "Uit de praktijk",
        "heading": "",
        "text": "",
        "text_record": None,
        "for_whom": "",
        "actions": [],
        "image": None,
    }


def preview_image_item():
    """Return an image item with the newest described picture and a link."""
    return preview_image() | {"actions": [CALL]}


def preview_agenda():
    """Return an agenda item that begins today."""
    today = timezone.localdate()
    return {"heading": "Agenda", "first_day": today, "last_day": today + AGENDA_DAYS, "with_deadlines": True}
