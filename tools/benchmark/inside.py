"""What a benchmark asks the site itself, in a process that has the site's settings; prints one line of JSON.

python -m tools.benchmark.inside COMMAND [ARGUMENT ...]
"""

import io
import json
import logging
import random
import sys
import time

import django

django.setup()
logging.disable(logging.CRITICAL)

import PIL.Image  # noqa: E402  (needs the lines above)
from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.text import slugify  # noqa: E402

from events.models import EventPage  # noqa: E402
from inventory.models import ProjectPage  # noqa: E402
from network.models import Municipality, Organisation, Person  # noqa: E402
from newsletters.models import NewsletterIssuePage  # noqa: E402
from pages import cache_version  # noqa: E402
from pages.fuzzy_date import parse  # noqa: E402
from pages.models import ArticlePage, SiteImage, Subject, WerkplaatsPage  # noqa: E402
from pages.models.search_document import SearchWord  # noqa: E402
from publications.models import PublicationPage  # noqa: E402
from themes.models import ProgrammePage, ThemePage  # noqa: E402

LISTS = {
    "home": "/",
    "listing": "/publicaties/",
    "listing, page 2": "/publicaties/?page=2",
    "agenda": "/agenda/",
    "news": "/nieuws/",
    "projects": "/projecten/",
    "search": "/zoeken/?q=armoede",
}
RECORDS = {
    "publication": PublicationPage,
    "event": EventPage,
    "project": ProjectPage,
    "issue": NewsletterIssuePage,
    "theme": ThemePage,
    "programme": ProgrammePage,
    "werkplaats": WerkplaatsPage,
    "article": ArticlePage,
}
# (name, model, how many are looked at for the longest page)
PLACES = [("municipality", Municipality, 12), ("person", Person, 8), ("organisation", Organisation, 8)]
PLACES += [("subject", Subject, 8)]
WORDS = 100
RARE = 20  # documents
TOO_SHORT = 3  # letters
UPLOADS, PICTURE = 20, "Picture of the benchmark"


def make_client():
    """Return a test client whose requests are never answered with kept pages."""
    return Client(headers={"host": settings.ALLOWED_HOSTS[0], "authorization": "Basic YmVuY2g6"})


def get(client, path):
    """Ask for a path as a proxy with a certificate does; return the response, which is 200."""
    response = client.get(path, secure=True)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers with {response.status_code}")
    return response


def find_pages():
    """Return [[name, path]] of a page of each kind: the record with most child rows, the longest place."""
    client = make_client()
    found = list(LISTS.items())
    for name, model in RECORDS.items():
        if page := max(model.objects.live().filter(locale__language_code="nl"), key=count_children, default=None):
            found.append((name, page.get_url()))
    for name, model, most in PLACES:
        paths = [each.get_absolute_url() for each in model.objects.order_by("pk")[:most]]
        found.append((name, max(paths, key=lambda path: len(get(client, path).content))))
    return found


def count_children(page):
    """Return how many child rows a page has."""
    relations = [each for each in page._meta.related_objects if each.one_to_many and each.get_accessor_name()]
    return sum(getattr(page, each.get_accessor_name()).count() for each in relations)


def count_queries(*paths):
    """Return [[cold, warm, bytes]] of paths: queries just after a change, queries when nothing changed, size."""
    client = make_client()
    found = []
    for path in paths:
        get(client, path)
        cache_version.invalidate()
        counts = []
        for _time in range(2):
            with CaptureQueriesContext(connection) as queries:
                size = len(get(client, path).content)
            counts.append(len(queries))
        found.append([*counts, size])
    return found


def find_growing_pages():
    """Return [[name, path]] of the pages that are compared at several sizes."""
    theme = ThemePage.objects.live().filter(locale__language_code="nl").order_by("path").first()
    municipality = Municipality.objects.order_by("pk").first()
    publication = PublicationPage.objects.live().filter(locale__language_code="nl").order_by("path").first()
    return [
        ("home", "/"),
        ("listing", "/publicaties/"),
        # A number beyond the last page shows the last.
        ("last page", "/publicaties/?page=999999"),
        ("filtered listing", "/publicaties/?jaar=2018"),
        ("theme", theme.get_url()),
        ("agenda", "/agenda/"),
        ("municipality", municipality.get_absolute_url()),
        ("publication", publication.get_url()),
    ]


def find_words():
    """Return {"rare": words, "any": words}: in at most RARE documents, and as often as texts have them."""
    known = [
        (word, count)
        for word, count in SearchWord.objects.filter(documents__gt=0)
        .order_by("pk")
        .values_list("spelling", "documents")
        if len(word) > TOO_SHORT and word.isalpha()
    ]
    chance = random.Random(2026)  # noqa: S311 - a measurement, no secrets
    rare = [word for word, count in known if count <= RARE]
    words, weights = zip(*known, strict=True)
    return {
        "rare": chance.sample(rare, min(len(rare), WORDS)),
        "any": list(dict.fromkeys(chance.choices(words, weights=weights, k=WORDS))),
    }


def publish(kind):
    """Publish the record of a kind (publication or event) with most child rows as it is; return {"queries", "ms"}."""
    live = RECORDS[kind].objects.live().filter(locale__language_code="nl")
    # Among those that editors made: sample records have the fewest rows.
    page = max(live.exclude(slug__startswith="voorbeeld-"), key=count_children)
    page.save_revision().publish()
    with CaptureQueriesContext(connection) as queries:
        began = time.perf_counter()
        page.save_revision().publish()
        ms = (time.perf_counter() - began) * 1000
    return {"queries": len(queries), "ms": ms}


def upload():
    """Publish UPLOADS articles with a picture of 12 megapixels each; return the paths of their list and of one."""
    parent = ArticlePage.objects.live().filter(locale__language_code="nl").first().get_parent().specific
    file = io.BytesIO()
    PIL.Image.effect_noise((4_000, 3_000), 40).convert("RGB").save(file, "JPEG", quality=60)
    for number in range(UPLOADS):
        title = f"{PICTURE} {number}"
        picture = SiteImage(title=title, file=ContentFile(file.getvalue(), f"{slugify(title)}.jpg"))
        picture.save()
        day = timezone.localdate()
        page = ArticlePage(title=title, slug=slugify(title), listing_image=picture, date=parse(day.isoformat()))
        parent.add_child(instance=page)
        page.save_revision().publish()
    return [parent.get_url(), page.get_url()]


def count_renditions():
    """Return how many sizes of pictures are stored."""
    return SiteImage.get_rendition_model().objects.count()


def remove_uploads():
    """Take away the files of what upload() made."""
    pictures = SiteImage.objects.filter(title__startswith=PICTURE)
    for picture in pictures:
        for rendition in picture.renditions.all():
            rendition.file.delete(save=False)
        picture.file.delete(save=False)
    return len(pictures)


COMMANDS = {
    "pages": find_pages,
    "queries": count_queries,
    "growing": find_growing_pages,
    "words": find_words,
    "publish": publish,
    "upload": upload,
    "renditions": count_renditions,
    "remove uploads": remove_uploads,
}

if __name__ == "__main__":
    print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:])))
