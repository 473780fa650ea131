"""Measures the overview of projects, uncached, at the size of the whole country (a benchmark).

    .venv/bin/python -m tools.measure_coverage --projects 50000 --themes 100 --municipalities 342

Makes a PostgreSQL server of its own, fills it, and asks a real web server for the whole matrix, each time under an
address that nobody asked for before, so that no kept page answers. Nothing of it stays. Prints a table.
"""

import argparse
import contextlib
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from scripts.commands import ROOT
from scripts.preconditions import free_port
from scripts.services import service_command
from tools.postgres_server import temporary_server

SECONDS_TO_START = 120  # of the web server
FILL = """
import random, uuid
from datetime import date, timedelta
import django; django.setup()
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from wagtail.models import Locale, Page, Site
from inventory.coverage.index import rebuild
from inventory.models import (
    InventoryIndexPage, InventoryRoundPage, Need, ProjectIndexPage, ProjectPage, Submission)
from network.models import Municipality, RegionGroup
from pages.fuzzy_date import parse
from pages.models import Audience, Law, WerkplaatsIndexPage, WerkplaatsPage
from themes.models import KnowledgeAgendaPage, ThemeIndexPage, ThemeLink, ThemePage

random.seed(2018)
PROVINCES = "Drenthe Flevoland Friesland Gelderland Groningen Limburg Noord-Brabant Noord-Holland Overijssel".split()
PROVINCES += ["Utrecht", "Zeeland", "Zuid-Holland"]
locale = Locale.objects.get(language_code="nl")
home = Site.objects.get(is_default_site=True).root_page
towns = Municipality.objects.bulk_create([
    Municipality(name=f"Proefgemeente {{n}}", slug=f"proefgemeente-{{n}}", code=f"GM{{n:04d}}",
        province=PROVINCES[n % 12]) for n in range({municipalities})])
index = home.add_child(instance=ThemeIndexPage(title="Themas"))
werkplaatsen = home.add_child(instance=WerkplaatsIndexPage(title="Werkplaatsen"))
werkplaats = werkplaatsen.add_child(instance=WerkplaatsPage(title="Proefwerkplaats", region="Nederland"))
agenda = index.add_child(instance=KnowledgeAgendaPage(
    title="Landelijke kennisagenda", date=parse("2026"), werkplaats=werkplaats))
themes = [agenda.add_child(instance=ThemePage(title=f"Proefthema nummer {{n}} met een gewone titel",
    slug=f"proefthema-nummer-{{n}}", number=n)) for n in range({themes})]
audiences = Audience.objects.bulk_create([Audience(name=f"Groep {{n}}", slug=f"groep-{{n}}") for n in range(12)])
laws = Law.objects.bulk_create([Law(name=f"Wet {{n}}", slug=f"wet-{{n}}") for n in range(3)])
rounds = home.add_child(instance=InventoryIndexPage(title="Inventarisatie"))
asked = [rounds.add_child(instance=InventoryRoundPage(title=f"Ronde {{n}}",
    opens_at=timezone.now() - timedelta(days=400 - 200 * n))) for n in range(2)]
today = timezone.localdate()
Submission.objects.bulk_create([Submission(round=asked[n % 2], municipality=town, status="accepted",
    submitted_at=timezone.now() - timedelta(days=n % 300)) for n, town in enumerate(towns) if n % 5])
Need.objects.bulk_create([Need(municipality=town, theme=random.choice(themes), urgency=random.randint(1, 3),
    round=asked[1], reported_on=today) for town in towns for _n in range(5)])
parent = home.add_child(instance=ProjectIndexPage(title="Projecten", slug="projecten"))
kind = ContentType.objects.get_for_model(ProjectPage)
first = Page.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
projects = [ProjectPage(id=first + n, page_ptr_id=first + n, path=Page._get_path(parent.path, parent.depth + 1, n + 1),
    depth=parent.depth + 1, title=f"Proefproject {{n}}", draft_title=f"Proefproject {{n}}", slug=f"project-{{n}}",
    url_path=f"{{parent.url_path}}project-{{n}}/", content_type=kind, locale=locale, translation_key=uuid.uuid4(),
    live=True, status=random.choice(ProjectPage.Status.values), round=random.choice(asked),
    sort_date=date(random.randint(2012, 2026), 3, 1),
    confirmed_on=today - timedelta(days=random.randint(0, 520))) for n in range({projects})]
def copy(model):
    fields = model._meta.local_concrete_fields
    names = ", ".join(f'"{{field.column}}"' for field in fields)
    copy_command = f'COPY "{{model._meta.db_table}}" ({{names}}) FROM STDIN'
    with connection.cursor() as cursor, cursor.copy(copy_command) as stream:
        for row in projects:
            values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
            stream.write_row([getattr(value, "obj", value) for value in values])
copy(Page)
copy(ProjectPage)
def link(model, owner, other, some, counts):
    rows = [model(**{{owner: row.pk, other: value.pk}})
        for row in projects for value in random.sample(some, random.choice(counts))]
    model.objects.bulk_create(rows, batch_size=5000)
link(ThemeLink, "record_id", "theme_id", themes, [1, 2, 3])
link(ProjectPage.municipalities.through, "projectpage_id", "municipality_id", towns, [1, 2])
link(ProjectPage.audiences.through, "projectpage_id", "audience_id", audiences, [1, 2, 3])
link(ProjectPage.laws.through, "projectpage_id", "law_id", laws, [1, 2])
print(rebuild())
with connection.cursor() as cursor:
    cursor.execute("VACUUM ANALYZE")
"""
WHOLE = "gemeenten=alle"
ASKED = {
    "matrix, all municipalities": f"/projecten/overzicht/?{WHOLE}",
    "CSV, all municipalities": "/projecten/overzicht/overzicht.csv?",
    "matrix, first page": "/projecten/overzicht/?",
    "matrix by audience, all": f"/projecten/overzicht/?{WHOLE}&rijen=doelgroep",
    "table in words, page 1": "/projecten/overzicht/?vorm=tabel",
    "one municipality": "/projecten/overzicht/proefgemeente-9/?",
}


def fetch(url, encoding):
    """Return (seconds until the last byte, bytes as sent) of one request."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": encoding})
    begin = time.perf_counter()
    with urllib.request.urlopen(request) as response:
        content = response.read()
    return time.perf_counter() - begin, len(content)


def measure(options):
    """Fill a database and return the table as rows of cells."""
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(temporary_server())
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        site = f"http://127.0.0.1:{free_port()}"
        environment = os.environ | {
            "DATABASE_URL": database,
            "KUS_VAR": folder,
            "BASE_URL": site,
            "DJANGO_SETTINGS_MODULE": "kus_site.settings.local",
            "LOG_LEVEL": "WARNING",
        }

        def run(*command):
            subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True, stdout=sys.stderr)

        run("manage.py", "migrate", "-v0")
        run("manage.py", "collectstatic", "--noinput", "-v0")
        run("-c", FILL.format(**vars(options)))
        command = service_command("web", sys.executable, site.removeprefix("http://"))
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                fetch(f"{site}/healthz", "identity")
                break
            time.sleep(0.5)
        rows = []
        for name, path in ASKED.items():
            for encoding in ("identity", "gzip", "br"):
                # The first ones warm the processes: imports, templates, connections.
                found = [fetch(f"{site}{path}&proef={encoding}{n}", encoding) for n in range(options.requests + 4)][4:]
                seconds = [second for second, _size in found]
                rows.append(
                    [
                        name,
                        encoding,
                        f"{statistics.median(seconds) * 1000:.0f}",
                        f"{max(seconds) * 1000:.0f}",
                        f"{found[0][1] / 1000:.0f}",
                    ]
                )
        return rows


def main():
    """Read the options, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projects", type=int, default=50_000)
    parser.add_argument("--themes", type=int, default=100)
    parser.add_argument("--municipalities", type=int, default=342)
    parser.add_argument("--requests", type=int, default=20)
    options = parser.parse_args()
    # Whoever ends it leaves no server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    rows = [["asked", "encoding", "median ms", "slowest ms", "kB"], *measure(options)]
    for row in rows:
        print("  ".join(cell.ljust(28) if place == 0 else cell.rjust(10) for place, cell in enumerate(row)))


if __name__ == "__main__":
    main()
