"""Walking through the form of the inventory as a browser does: open a page, fill in its form, send it."""

import time

from bs4 import BeautifulSoup
from django.core import mail
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from inventory.form.access import new_token
from inventory.form.submit import send_draft_link, send_lost_links, send_receipt
from inventory.models import Submission
from tests.inventory_samples import ADDRESS, add_round, default_answers, fill_all
from visitors.honeypot import stamp

FORM = "/inventarisatie/formulier/"


def soup_of(response):
    """Return the page of a response as BeautifulSoup."""
    return BeautifulSoup(response.content, "html.parser")


def begin_address(page):
    """Return the address of the first step of a round."""
    return f"/inventarisatie/{page.slug}/beginnen/"


def data_of(response):
    """Return what a browser sends of the form on a page that nobody changed."""
    form = soup_of(response).select_one("main form[method=post]")
    data = MultiValueDict()
    for field in form.select("input[name], textarea[name], select[name]"):
        kind = field.get("type")
        if (kind in ("checkbox", "radio") and not field.has_attr("checked")) or kind == "file":
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            data.appendlist(field["name"], chosen["value"] if chosen else "")
        else:
            implied = "on" if kind == "checkbox" else ""
            typed = field.text.lstrip("\n") if field.name == "textarea" else field.get("value", implied)
            data.appendlist(field["name"], typed)
    return dict(data.lists())


def first_step(client, page, **changes):
    """Return what a person who took ten seconds sends of the first step of a round."""
    shown = data_of(client.get(begin_address(page)))
    return shown | default_answers("wie") | {"shown": stamp(time.time() - 10)} | changes


def begin(client, page, **changes):
    """Begin a submission; return the address of its second step."""
    return client.post(begin_address(page), first_step(client, page, **changes))["Location"]


def a_draft(page=None, *, is_confirmed=True, **fields):
    """Return (whole draft, its private address) in a round; by default of who came by a link that was mailed there."""
    draft = Submission(round=page or add_round(asks_needs=False), **fields)
    draft.save()
    fill_all(draft)
    draft.address_confirmed_at = timezone.now() if is_confirmed else None
    draft.save()
    return draft, f"{FORM}{new_token(draft)}/"


def send_draft(client, address):
    """Agree and send; return the response."""
    shown = data_of(client.get(f"{address}controle/"))
    return client.post(f"{address}controle/", shown | {"consent": "on"})


def confirm_address(client, address=ADDRESS):
    """Open the link of the last mail that asks to confirm an address, and hand in all that waits there."""
    do_tasks()
    page = link_in([letter for letter in letters_to(address) if "/bevestigen/" in letter.body][-1])
    while waiting := soup_of(client.get(page)).select("main input[name=reference]"):
        assert client.post(page, {"reference": waiting[0]["value"], "actie": "ja"}).status_code == 302
    return page


def do_tasks():
    """Do what the worker does with the letters that wait."""
    from django_tasks_db.models import DBTaskResult

    done = {task.func.__name__: task.func for task in (send_draft_link, send_lost_links, send_receipt)}
    for row in DBTaskResult.objects.order_by("enqueued_at"):
        name = row.task_path.rpartition(".")[2]
        if name in done:
            done[name](*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
            row.delete()


def link_in(letter):
    """Return the path of the first link in a letter."""
    address = next(line for line in letter.body.splitlines() if line.startswith("http"))
    return "/" + address.split("/", 3)[3]


def letters_to(address):
    """Return the letters that left for an address."""
    return [letter for letter in mail.outbox if letter.to == [address]]
