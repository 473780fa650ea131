"""What comes back from mail servers and people, in the forms that are met; samples are functions that return bytes."""

import base64
import mailbox

from newsletters.mailings.sending.bounce_mailbox import read_mailbox

ADDRESS = "lezer@example.org"


def read_maildir(folder, *mails):
    """Put mails in a Maildir at `folder` (Path), read it as the clock does, and return how many are left in it."""
    box = mailbox.Maildir(folder)
    for mail in mails:
        box.add(mail)
    read_mailbox(f"maildir://{folder}")
    return len(mailbox.Maildir(folder))


def _mail(text, **headers):
    head = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    return f"{head}\n{text}".encode()


def returned(key):
    """Return the headers of the mail that came back, as text."""
    return f"From: nieuwsbrief@example.org\nTo: {ADDRESS}\nMessage-ID: <{key}@example.org>\nSubject: Nummer\n"


def status_fields(status="5.1.1", diagnostic="", action="failed", kind="rfc822"):
    """Return the two groups of fields of a delivery status notification, as text."""
    more = f"Diagnostic-Code: smtp; {diagnostic}\n" if diagnostic else ""
    recipient = f"Final-Recipient: {kind}; {ADDRESS}\nAction: {action}\nStatus: {status}\n{more}"
    return f"Reporting-MTA: dns; mx.example.org\n\n{recipient}"


def report(key, *, sender="MAILER-DAEMON@mx.example.org", copy=True, **fields):
    """Return an RFC 3464 report; without `copy` only In-Reply-To says what it is about."""
    parts = f"--b\nContent-Type: message/delivery-status\n\n{status_fields(**fields)}\n"
    if copy:
        parts += f"--b\nContent-Type: message/rfc822\n\n{returned(key)}\nTekst\n\n"
    return _mail(
        f"--b\nContent-Type: text/plain\n\nHet ging mis.\n\n{parts}--b--\n",
        From=sender,
        Subject="Undelivered Mail Returned to Sender",
        In_Reply_To=f"<{key}@example.org>",
        MIME_Version="1.0",
        Content_Type='multipart/report; report-type=delivery-status; boundary="b"',
    )


def international_report(key, *, encoded=False, headers_only=False, **fields):
    """Return an RFC 6533 report, its parts in base64 if `encoded`."""
    status, copy = status_fields(kind="utf-8", **fields), f"{returned(key)}X-Naam: Zoë\n\nTekst\n"
    if encoded:
        status, copy = (base64.encodebytes(text.encode()).decode() for text in (status, copy))
    coding = "base64" if encoded else "8bit"
    kind = "message/global-headers" if headers_only else "message/global"
    return _mail(
        f"--b\nContent-Type: text/plain; charset=utf-8\n\nHet ging mis.\n\n"
        f"--b\nContent-Type: message/global-delivery-status\nContent-Transfer-Encoding: {coding}\n\n{status}\n"
        f"--b\nContent-Type: {kind}\nContent-Transfer-Encoding: {coding}\n\n{copy}\n--b--\n",
        From="MAILER-DAEMON@mx.example.org",
        Subject="Undelivered",
        MIME_Version="1.0",
        Content_Type='multipart/report; report-type=global-delivery-status; boundary="b"',
    )


def wrapped(content, sender="gateway@example.org"):
    """Return a report as a gateway passes it on: a part of a multipart/mixed with a notice."""
    inner = content.decode().partition("\n\n")
    kind = next(line for line in inner[0].splitlines() if line.startswith("Content-Type"))
    return _mail(
        f"--w\nContent-Type: text/plain\n\nExterne e-mail.\n\n--w\n{kind}\n\n{inner[2]}\n--w--\n",
        From=sender,
        Subject="[EXTERN] Undelivered",
        MIME_Version="1.0",
        Content_Type='multipart/mixed; boundary="w"',
    )


def qmail(key, reason="Sorry, no mailbox here by that name. (#5.1.1)"):
    """Return a bounce of qmail (QSBMF): plain text, followed by the mail."""
    return _mail(
        "Hi. This is the qmail-send program at mx.example.org.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<{ADDRESS}>:\n{reason}\n\n--- Below this line is a copy of the message.\n\n"
        f"Return-Path: <terug@example.org>\nReceived: (qmail 1 invoked)\n{returned(key)}\nStatus 5.7.1 in de tekst.\n",
        From="MAILER-DAEMON@mx.example.org",
        Subject="failure notice",
    )


def hmailserver(key, reason="550 5.1.1 User unknown"):
    """Return a bounce of hMailServer: plain text, the headers of the mail below it."""
    return _mail(
        "Your message did not reach some or all of the intended recipients.\n\n"
        "   Sent: Mon, 1 Jun 2026 10:00:00 +0200\n   Subject: Nummer\n\n"
        f"The following recipient(s) could not be reached:\n\n{ADDRESS}\n   Error Type: SMTP\n"
        "   Remote server (192.0.2.5) issued an error.\n   hMailServer sent: RCPT TO:<lezer@example.org>\n"
        f"   Remote server replied: {reason}\n\n\nhMailServer\n\n{returned(key)}",
        From="mailer-daemon@example.net",
        Subject="Message undeliverable: Nummer",
        Content_Type='text/plain; charset="utf-8"',
    )


def reply(key, text="Dank, mooie nieuwsbrief!", **headers):
    """Return the answer of a reader."""
    head = {
        "From": f"Lezer <{ADDRESS}>",
        "Subject": "Re: Nummer",
        "In_Reply_To": f"<{key}@example.org>",
        "References": f"<{key}@example.org>",
        "Date": "Mon, 01 Jun 2026 10:00:00 +0200",
    }
    return _mail(f"{text}\n", **head | headers)


def forwarded_report(key):
    """Return a mail of a reader with a report attached, as a mail and as loose parts."""
    inner = report(key).decode()
    return _mail(
        f"--f\nContent-Type: text/plain\n\nDit kreeg ik terug; undeliverable?\n\n"
        f"--f\nContent-Type: message/rfc822\n\n{inner}\n"
        f"--f\nContent-Type: message/delivery-status\n\n{status_fields()}\n--f--\n",
        From=f"Lezer <{ADDRESS}>",
        Subject="Fwd: Undelivered",
        In_Reply_To=f"<{key}@example.org>",
        MIME_Version="1.0",
        Content_Type='multipart/mixed; boundary="f"',
    )
