"""Issues and mails that the tests of the newsletter make for themselves."""

import json
import uuid
from io import BytesIO

from bs4 import BeautifulSoup
from django.core.files.images import ImageFile
from PIL import Image

from newsletters.mailings.mail.rendering import render_mail
from newsletters.models import MailingList, NewsletterIndexPage, NewsletterIssuePage
from pages.models import SiteImage
from pages.rendition_tasks import make
from tests.sample_records import add_page

EMPTY = {
    "record": {
        "record": None,
        "kicker": "",
        "heading": "",
        "text": "",
        "text_record": None,
        "actions": [],
        "image": None,
    },
    "text": {"kicker": "", "heading": "", "text": "", "actions": [], "image": None},
    "image": {"image": None, "alt_text": "", "caption": "", "actions": []},
    "agenda": {"heading": "", "first_day": None, "last_day": None},
    "closing_note": {"text": "", "actions": []},
}


def block(kind, **value):
    """Return one raw item of an issue, its other fields empty."""
    return {"type": kind, "value": EMPTY[kind] | value, "id": str(uuid.uuid4())}


def action(subject, url="", **more):
    """Return one raw action of an item."""
    value = {"kind": "visit", "subject": subject, "page": None, "document": None, "url": url, "deadline": None} | more
    return {"type": "item", "value": value, "id": str(uuid.uuid4())}


def add_issue(*blocks, title="Proefnummer", **fields):
    """Publish an issue."""
    return add_page(NewsletterIndexPage, NewsletterIssuePage(title=title, items=json.dumps(blocks), **fields))


def add_list(name="Proeflijst", **fields):
    """Make a mailing list."""
    return MailingList.objects.create(name=name, slug=f"lijst-{uuid.uuid4().hex[:8]}", **fields)


def add_image(description="Een stoep vol buren", size=(1600, 900), kind="PNG"):
    """Make a picture of one colour."""
    content = BytesIO()
    Image.new("RGB", size, "#20538f").save(content, kind)
    content.seek(0)
    name = f"proef.{kind.lower()}"
    return SiteImage.objects.create(title="Proef", description=description, file=ImageFile(content, name=name))


def add_made_image(*given, **named):
    """Make a picture of one colour with its renditions, as the task does."""
    image = add_image(*given, **named)
    make(image)
    return image


def mail_of(*blocks, language="nl", **fields):
    """Return the RenderedMail of an issue with these items."""
    return render_mail(add_issue(*blocks, **fields), add_list(), language)


def read_html(mail):
    """Return the HTML of a mail as BeautifulSoup."""
    return BeautifulSoup(mail.html, "html.parser")
