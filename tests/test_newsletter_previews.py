"""What an editor sees of an issue before saving it: page, mail and text, and all three side by side."""

import json

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.urls import reverse

from newsletters.mailings.mail.html_part import in_scheme
from newsletters.mailings.mail.rendering import preview_mail
from newsletters.models import IssueLink, NewsletterIndexPage, NewsletterIssuePage
from tests.mail_samples import add_issue, add_list, block
from tests.page_checks import OPTIONS, axe_complaints
from tests.running_site import WIDTHS
from tests.sample_records import text_of

# A mail is shown inside the page of a mail program, which has the landmarks.
MAIL_OPTIONS = OPTIONS | {"rules": {rule: {"enabled": False} for rule in ("landmark-one-main", "region")}}
MODES = ["mail", "mail-dark", "text", "side-by-side"]


@pytest.fixture
def issue(db):
    """An issue as it was saved."""
    return add_issue(block("text", heading="Kop", text="<p>Bewaarde tekst.</p>"), title="Bewaard")


def form_of(title, text):
    """Return what the editor sends of an issue with one item."""
    empty = {"initial": 0, "total": 0}
    form = {
        "title": title,
        "slug": "proef",
        "items-count": "1",
        "items-0-type": "text",
        "items-0-order": "0",
        "items-0-deleted": "",
        "items-0-id": "",
        "items-0-value-heading": "Kop",
        "items-0-value-text": json.dumps(
            {
                "blocks": [
                    {
                        "text": text,
                        "type": "unstyled",
                        "key": "a",
                        "depth": 0,
                        "inlineStyleRanges": [],
                        "entityRanges": [],
                    }
                ],
                "entityMap": {},
            }
        ),
        "items-0-value-actions-count": "0",
    }
    for formset in (
        "teaser_placements",
        "action_links",
        "attachments",
        "related_records",
        "theme_links",
        "subject_links",
        "comments",
    ):
        form |= {f"{formset}-{name.upper()}_FORMS": number for name, number in empty.items()}
    return form


def preview(client, address, mode):
    """Return the answer in one mode."""
    response = client.get(address, {"mode": mode})
    assert response.status_code == 200
    return response


def test_each_mode_shows_what_is_not_saved_yet(administrator_client, issue):
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[issue.pk])
    answer = administrator_client.post(address, form_of("Nog niet bewaard", "Nieuwe tekst.")).json()
    assert answer == {"is_valid": True, "is_available": True}
    for mode in ("", "mail", "mail-dark", "text"):
        words = text_of(BeautifulSoup(preview(administrator_client, address, mode).content, "html.parser"))
        assert "Nog niet bewaard" in words
        assert "Nieuwe tekst." in words
        assert "Bewaarde tekst." not in words
    assert not IssueLink.objects.exists()


def test_an_issue_that_was_never_saved_has_previews_too(administrator_client, db):
    parent = NewsletterIndexPage.objects.get(locale__language_code="nl")
    address = reverse("wagtailadmin_pages:preview_on_add", args=["newsletters", "newsletterissuepage", parent.pk])
    assert administrator_client.post(address, form_of("Splinternieuw", "Tekst.")).json()["is_valid"]
    assert "Splinternieuw" in preview(administrator_client, address, "mail").content.decode()
    soup = BeautifulSoup(preview(administrator_client, address, "side-by-side").content, "html.parser")
    assert [frame["src"] for frame in soup.find_all("iframe")] == [
        f"{address}?mode={mode}" for mode in ("", "mail", "text")
    ]


def test_only_a_mail_may_have_its_own_styles(administrator_client, issue):
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[issue.pk])
    administrator_client.post(address, form_of("Titel", "Tekst."))
    policies = {mode: preview(administrator_client, address, mode)["Content-Security-Policy"] for mode in ["", *MODES]}
    assert {mode for mode, policy in policies.items() if "unsafe-inline" in policy} == {"mail", "mail-dark"}
    assert {mode for mode, policy in policies.items() if "frame-src 'self'" in policy} == {"side-by-side"}
    assert "script-src" not in policies["mail"]
    assert "default-src 'none'" in policies["mail"]
    assert all("frame-ancestors 'self'" in policy for policy in policies.values())


def test_previews_are_for_those_who_may_edit(client, issue, django_user_model):
    user = django_user_model.objects.create_user("anna", password="geheim-voor-de-test")
    user.groups.add(Group.objects.get(name="Redactie Twente"))
    client.force_login(user)
    for mode in MODES:
        response = client.get(reverse("wagtailadmin_pages:preview_on_edit", args=[issue.pk]), {"mode": mode})
        assert response.status_code in (302, 403)


def test_the_editor_offers_the_modes_by_name(administrator_client, issue):
    response = administrator_client.get(reverse("wagtailadmin_pages:edit", args=[issue.pk]))
    options = BeautifulSoup(response.content, "html.parser").select("select option")
    assert set(MODES) <= {option.get("value") for option in options}


@pytest.mark.parametrize("mode", ["mail", "mail-dark"])
def test_a_mail_is_whole_and_accessible_in_a_browser(chromium, mode, db):
    seed = NewsletterIssuePage.objects.get(slug="november-2021", locale__language_code="nl")
    page = chromium.new_page(viewport=WIDTHS["desktop"])
    page.set_content(in_scheme(preview_mail(seed, add_list(), "nl").html, dark=mode == "mail-dark"))
    found = axe_complaints(page, [("phone", "light"), ("desktop", "light")], MAIL_OPTIONS)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"wider than {width} pixels")
    page.close()
    assert found == []
