"""The processes of the web server are forked from one that has loaded everything: they share its memory."""

import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.template import engines

from kus_site.warm_up import page_templates, warm_up
from pages.search import words

ROOT = Path(__file__).resolve().parents[1]
GROWTH = """
import re
from pathlib import Path
from pages.search import words

def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

before = resident()
words.load_dictionaries()
assert words.is_dutch("huizen") and words.dictionary_form("houses", "en") == "house"
print(resident() - before)
"""

# A large piece that is freed raises what malloc keeps for later; small ones above the next pieces keep them in place.
FREED = """
import re
from pathlib import Path
from kus_site.process_memory import return_freed_memory

def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

return_freed_memory()
large = bytearray(20_000_000)
del large
before = resident()
pieces = [(bytearray(1_000_000), bytearray(5_000)) for _number in range(40)]
pieces = [small for _large, small in pieces]
print(resident() - before)
"""

# What a request allocates for a page: text, bytes and the state of a compressor, of some hundred kB each.
REUSED = """
import resource
from kus_site.process_memory import return_freed_memory

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

return_freed_memory()
for number in range(101):
    if number == 1:
        before = faults()
    pieces = [bytearray(size) for size in (200_000, 250_000, 300_000)]
    del pieces
print(faults() - before)
"""


@pytest.mark.django_db
def test_it_loads_the_templates_of_pages_without_a_query_or_a_thread(django_assert_num_queries):
    loader = engines["django"].engine.template_loaders[0]
    loader.reset()
    words.DICTIONARIES.opened.clear()
    threads = threading.enumerate()
    with django_assert_num_queries(0):
        warm_up()
    assert threading.enumerate() == threads
    assert {"base.html", "pages/components/card.html", "publications/publication_page.html"} < set(page_templates())
    assert not [name for name in page_templates() if "admin" in name]
    assert set(words.DICTIONARIES.opened) == set(words.LANGUAGES)
    assert len(loader.get_template_cache) >= len(page_templates())


def test_the_dictionaries_take_little_memory():
    """A hash table of their words takes 71 MiB in each process, packed lists 7."""
    child = subprocess.run([sys.executable, "-c", GROWTH], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(child.stdout) < 5 * 1024  # KiB, most of it shared: the file that is mapped


def test_what_was_freed_goes_back_to_the_system():
    child = subprocess.run([sys.executable, "-c", FREED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(child.stdout) < 5 * 1024  # KiB, of 40 MB


def test_what_a_request_freed_is_there_for_the_next():
    child = subprocess.run([sys.executable, "-c", REUSED], cwd=ROOT, capture_output=True, text=True, check=True)
    # Page faults of 100 requests: about 18,000 when malloc returns freed memory to the system after each of them.
    assert int(child.stdout) < 1_000


def test_the_processes_of_the_server_share_most_of_their_memory(running_site):
    address = urlsplit(running_site.url).netloc.encode()
    resident = proportional = processes = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"gunicorn" not in (line := (folder / "cmdline").read_bytes()) or address not in line:
                continue
            rows = dict(row.split()[:2] for row in (folder / "smaps_rollup").read_text().splitlines()[1:])
        except OSError:
            continue
        processes += 1
        resident, proportional = resident + int(rows["Rss:"]), proportional + int(rows["Pss:"])
    assert processes == 3
    assert proportional < 0.7 * resident
