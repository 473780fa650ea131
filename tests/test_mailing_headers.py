"""The mail as a recipient gets it: headers by the standards, texts whole, and nothing smuggled in."""

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from wagtail.models import Site

from newsletters.mailings.actions import send_test
from newsletters.mailings.sending.message import MessageTemplate, Sender, smtp_address
from newsletters.models import Delivery, Mailing, NewsletterSettings, Rendering
from newsletters.subscribers.tokens import TOKEN_PLACEHOLDER, read_unsubscribe_token
from tests.mailing_samples import add_issue, add_list, prepared_mailing, send

pytestmark = pytest.mark.django_db
SENDER = Sender("kUS – nieuws, “post”", "nieuws@example.org", "antwoord@example.org", "terug@example.org")


def mail_of(server):
    """Return the only mail that the server got, parsed."""
    assert len(server.mails) == 1
    return server.parsed()[0]


def test_the_headers_let_a_reader_unsubscribe_with_one_click(mail_server, settings):
    chosen = add_list("lijst")
    mailing = send(prepared_mailing(chosen, "lezer@example.org"))
    mail = mail_of(mail_server)
    address = mail["List-Unsubscribe"].strip("<>")
    assert address.startswith(f"{settings.WAGTAILADMIN_BASE_URL}/nieuwsbrief/afmelden/")
    token = read_unsubscribe_token(address.rstrip("/").rpartition("/")[2])
    delivery = mailing.deliveries.get()
    assert (token.subscriber, token.mailing_list, token.mailing) == (delivery.subscriber_id, chosen.pk, mailing.pk)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"].startswith("<lijst.")
    assert mail["Message-ID"].startswith(f"<{delivery.key}@")
    assert mail["Date"].datetime
    assert mail["To"].addresses[0].addr_spec == "lezer@example.org"


def test_an_english_reader_gets_an_english_address(mail_server, settings):
    send(prepared_mailing(add_list(), "reader@example.org", language="en"))
    assert "/en/nieuwsbrief/afmelden/" in mail_of(mail_server)["List-Unsubscribe"]


def test_the_recipient_stands_nowhere_but_in_to(mail_server, settings):
    send(prepared_mailing(add_list(), "lezer-zonder-naam@example.org"))
    content = mail_server.mails[0][1]
    assert content.count(b"lezer-zonder-naam") == 1


def test_names_subjects_and_texts_with_unicode_arrive_whole(mail_server, settings):
    NewsletterSettings.objects.update_or_create(
        site=Site.objects.get(is_default_site=True),
        defaults={"sender_name": "Zoë, “kUS”", "reply_address": "antwoord@example.org"},
    )
    title = "Één nummer – over zorg & ‘wonen’ " + "heel lang " * 20
    send(prepared_mailing(add_list(), "lezer@example.org", issue=add_issue(title.strip())))
    mail = mail_of(mail_server)
    assert mail["Subject"] == title.strip()
    assert mail["From"].addresses[0].display_name == "Zoë, “kUS”"
    assert mail["Reply-To"] == "antwoord@example.org"
    text = mail.get_body(("plain",)).get_content()
    assert title.strip() in " ".join(text.split())
    assert mail.get_body(("html",)).get_content()


def rendering(**fields):
    """Return an unsaved rendering."""
    texts = {"subject": "Onderwerp", "html": "<p>html</p>", "text": "tekst", "language": "nl"}
    return Rendering(mailing=Mailing(), **(texts | fields))


def build_message(template):
    delivery = Delivery(address="lezer@example.org", subscriber_id=1, mailing_id=2)
    connection = get_connection("newsletters.mailings.sending.smtp_backend.EmailBackend")
    return template.for_delivery(delivery, connection).as_bytes()


def test_the_token_takes_the_place_of_its_word_and_no_line_is_too_long():
    import email
    import email.policy

    long = f"<p>{'woord – ' * 300}<a href='https://kus.example/{TOKEN_PLACEHOLDER}/x'>a</a> {TOKEN_PLACEHOLDER}</p>"
    content = build_message(MessageTemplate(rendering(html=long, text=f"{TOKEN_PLACEHOLDER}\n.\nFrom here\n"), SENDER))
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    body = content.partition(b"\r\n\r\n")[2]
    assert max(len(line) for line in body.split(b"\r\n")) <= 76
    assert b"\n" not in content.replace(b"\r\n", b"")
    mail = email.message_from_bytes(content, policy=email.policy.default)
    html = mail.get_body(("html",)).get_content()
    assert TOKEN_PLACEHOLDER not in html
    token = html.partition("https://kus.example/")[2].partition("/x")[0]
    assert read_unsubscribe_token(token).mailing == 2
    assert html.strip() == long.replace(TOKEN_PLACEHOLDER, token)
    assert mail.get_body(("plain",)).get_content().splitlines() == [token, ".", "From here"]


@pytest.mark.parametrize("bad", ["Onderwerp\r\nBcc: slachtoffer@example.org", "a\nb", "a\rb", "a\x00b", "a\x7fb"])
def test_a_line_break_in_subject_or_name_is_refused(bad):
    with pytest.raises(ValidationError):
        MessageTemplate(rendering(subject=bad), SENDER)
    with pytest.raises(ValidationError):
        MessageTemplate(rendering(), Sender(bad, "a@example.org", "", "a@example.org"))


@pytest.mark.parametrize(
    "address",
    ["", "geen-apenstaart", "a@", "@b.nl", "a@b.nl\r\nBcc: c@d.nl", "a\n@b.nl", "zoë@example.org", "a@b\u2028c.nl"],
)
def test_an_address_that_mail_cannot_carry_is_refused(address):
    with pytest.raises(ValueError):
        smtp_address(address)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("lezer@bücher.example", "lezer@xn--bcher-kva.example"),
        ('"a b"@example.org', '"a b"@example.org'),
        (f"{'a' * 64}@{'b' * 63}.{'c' * 63}.example", f"{'a' * 64}@{'b' * 63}.{'c' * 63}.example"),
    ],
)
def test_unusual_addresses_are_written_as_smtp_wants(address, written):
    assert smtp_address(address) == written


def test_a_bad_address_is_refused_and_the_others_get_their_mail(mail_server):
    mailing = send(prepared_mailing(add_list(), "zoë@example.org", "goed@example.org"))
    assert mail_server.recipients() == ["goed@example.org"]
    assert mailing.deliveries.get(state="refused").address == "zoë@example.org"


def test_a_test_goes_to_one_address_and_says_so(mail_server, settings):
    send_test(add_issue("Nummer"), add_list(), "nl", "redactie@example.org")
    assert mail_of(mail_server)["Subject"] == "[Test] Nummer"
    assert Delivery.objects.count() == 0


def test_another_backend_gets_the_same_mail(mailoutbox, settings):
    send(prepared_mailing(add_list("lijst"), "lezer@example.org"))
    mail = mailoutbox[0]
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert TOKEN_PLACEHOLDER not in mail.body + mail.alternatives[0].content
    assert mail.metadata["delivery"]
