"""What search makes of words: compounds, synonyms, typing errors, numbers, phrases, words that must not be there."""

import pytest
from django_tasks_db.models import DBTaskResult

from network.models import Municipality, Organisation, Person
from pages.fuzzy_date import parse
from pages.models import Synonym
from pages.search import compounds, tasks
from publications.models import PublicationKind
from tests.search_samples import RARE, search, titles, titles_with_all, write_article, write_publication

pytestmark = pytest.mark.engine


@pytest.fixture
def news(home):
    """The Dutch news overview."""
    from pages.models import ArticleIndexPage

    return ArticleIndexPage.objects.child_of(home).get()


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("respijtzorg", {"respijt", "zorg"}),
        ("armoedebestrijding", {"armoede", "bestrijding"}),
        ("coronatijd", {"corona", "tijd"}),
        ("wmowijzers", {"wmo", "wijzer"}),
        ("jeugdgezondheidszorg", {"jeugd", "gezondheidszorg", "gezondheid", "zorg"}),
        ("gezinsgeweld", {"gezin", "geweld"}),
        ("verhalenbundel", {"verhaal", "bundel"}),
        ("zelfredzaamheid", {"zelf", "redzaamheid"}),
        ("gemeentelijk", set()),
        ("onderwijs", set()),
        ("kwartier", set()),
        ("ouderen", set()),
    ],
)
def test_compounds_are_taken_apart(db, word, parts):
    assert set(compounds.take_apart(word)) == parts


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("dementiedorpen", "dementie"),
        ("dementie in dorpen", "dementiedorpen"),
        ("de Wmo-dorpen", "wmodorpen"),
        ("wmodorpen", "Wmo-dorpen"),
        ("wmodorpen", "wmo dorp"),
        ("dorpen rond dementie", "dementiebestrijding"),
    ],
)
def test_compounds_and_their_parts_find_each_other(news, written, asked):
    article = write_article(news, f"Over {RARE}", body=f"Dit gaat over {written}.")
    assert titles_with_all(search(f"{RARE} {asked}")) == [article.title]


def test_a_word_itself_comes_before_its_part_in_a_compound(news):
    part = write_article(news, "Iets over drakendorpen", body="Tekst.")
    word = write_article(news, "Iets over draken", body="Tekst.")
    found = titles(search("draken"))
    assert found.index(word.title) < found.index(part.title)


def test_a_page_with_all_words_comes_before_any_page_with_some(news):
    both = write_article(news, "Heel iets anders", body=f"Ver weg staat {RARE} en ook zwaluwstaart.")
    for number in range(3):
        write_article(news, f"{RARE} {RARE} {number}", summary=f"{RARE} " * 10)
    found = search(f"{RARE} zwaluwstaart")
    assert titles(found)[0] == both.title
    assert found.with_all == 1


def test_synonyms_find_each_other_both_ways(news):
    short = write_article(news, f"Over {RARE}", body="De KWB helpt.")
    long = write_article(news, f"Ook over {RARE}", body="De kwizelende wijkbond helpt.")
    assert titles_with_all(search(f"{RARE} KWB")) == [short.title]
    Synonym.objects.create(name="KWB", others="kwizelende wijkbond")
    for asked in ("kwb", "kwizelende wijkbond", "Kwizelende WIJKBOND"):
        assert set(titles_with_all(search(f"{RARE} {asked}"))) == {short.title, long.title}, asked


def test_a_typing_error_is_told_and_corrected(client, news):
    article = write_article(news, f"Over {RARE}", body="Tekst.")
    typed = RARE[:3] + "x" + RARE[4:]
    found = search(typed)
    assert titles(found) == [article.title]
    assert found.did_you_mean == RARE
    assert f'Bedoelde u <a href="?q={RARE}">{RARE}</a>?' in client.get("/zoeken/", {"q": typed}).content.decode()


def test_a_rare_error_is_found_and_the_right_word_suggested(news):
    for number in range(12):
        write_article(news, f"Artikel {number}", body=f"Over {RARE}.")
    wrong = write_article(news, "Met een fout", body=f"Over {RARE[:-1]}x.")
    found = search(f"{RARE[:-1]}x")
    assert titles(found) == [wrong.title]
    assert found.did_you_mean == RARE


@pytest.mark.parametrize("asked", ['"kleine draken"', "“kleine draken”", '"kleine draken'])
def test_words_in_quotes_stand_together(news, asked):
    together = write_article(news, f"Een {RARE}", body="Hier wonen kleine draken.")
    write_article(news, f"Twee {RARE}", body="Draken die kleine huizen hebben.")
    assert titles_with_all(search(f"{RARE} {asked}")) == [together.title]


def test_a_word_behind_a_minus_must_not_be_there(news):
    without = write_article(news, f"Zonder {RARE}", body="Over draken.")
    write_article(news, f"Met {RARE}", body="Over draken en zwaluwstaarten.")
    assert titles(search(f"{RARE} -zwaluwstaart")) == [without.title]
    assert titles(search(f'{RARE} -"en zwaluwstaarten"')) == [without.title]
    assert len(titles(search(f"{RARE} draken-zwaluwstaart"))) == 2


@pytest.mark.parametrize(
    "asked", ["978-90-469-0123-6", "9789046901236", "978 90 469 0123 6", "ISBN 9789046901236", "isbn: 978-9046901236"]
)
def test_an_isbn_is_found_with_and_without_separators(home, asked):
    page = write_publication(home, f"Boek {RARE}", isbn="978-90-469-0123-6")
    assert titles(search(asked))[0] == page.title


@pytest.mark.parametrize(
    "asked", ["10.1234/kwizel.2018-5", "https://doi.org/10.1234/kwizel.2018-5", "doi:10.1234/KWIZEL.2018-5"]
)
def test_a_doi_is_found_however_it_is_written(home, asked):
    page = write_publication(home, f"Artikel {RARE}", doi="10.1234/kwizel.2018-5")
    assert titles(search(asked))[0] == page.title


def test_people_organisations_municipalities_and_kinds_are_found_apart(client, home):
    Person.objects.create(given_name="Anna", particle="van", family_name="Kwizel")
    Organisation.objects.create(name="Stichting Drakenvlieger", short_name="SDV")
    Municipality.objects.create(name="Kwizelmonde", code="GM9991")
    PublicationKind.objects.create(name="Kwizelkaart", slug="kwizelkaart")
    for asked, name, url in (
        ("anna van kwizel", "Anna van Kwizel", "/personen/anna-van-kwizel/"),
        ("SDV", "Stichting Drakenvlieger", "/organisaties/stichting-drakenvlieger/"),
        ("armoede kwizelmonde", "Kwizelmonde", "/gemeenten/kwizelmonde/"),
        ("kwizelkaart", "Kwizelkaart", "/publicaties/?soort=kwizelkaart"),
    ):
        links = {
            entity.url: entity.name.replace("<mark>", "").replace("</mark>", "") for entity in search(asked).entities
        }
        assert links.get(url) == name, asked
    assert 'href="/gemeenten/kwizelmonde/"' in client.get("/zoeken/", {"q": "kwizelmonde"}).content.decode()


def test_a_choice_among_the_pages_leaves_people_and_organisations(home):
    write_publication(home, "Boek over de drakenvlieger", date=parse("2018"))
    Organisation.objects.create(name="Stichting Drakenvlieger")
    for more in ({}, {"jaar": "2018"}, {"jaar": "1066"}, {"soort": "publication"}, {"soort": "article"}):
        assert len(search("drakenvlieger", **more).entities) == 1, more
    assert search("drakenvlieger", jaar="2018").total == 1


def test_what_is_renamed_or_deleted_is_found_apart_by_its_new_name_only(home):
    organisation = Organisation.objects.create(name="Stichting Drakenvlieger")
    organisation.name = "Stichting Zwaluwstaart"
    organisation.save()
    assert not search("drakenvlieger").entities
    assert search("zwaluwstaart").entities
    organisation.delete()
    assert not search("zwaluwstaart").entities


def test_a_page_is_found_by_the_new_name_of_somebody_on_it(home):
    publisher = Organisation.objects.create(name="Stichting Drakenvlieger")
    page = write_publication(home, f"Boek {RARE}", publisher=publisher)
    publisher.name = "Stichting Zwaluwstaart"
    publisher.save()
    # As the worker would.
    for row in DBTaskResult.objects.filter(task_path__endswith="write_pages_naming"):
        tasks.write_pages_naming.func(*row.args_kwargs["args"])
    assert titles(search("zwaluwstaart")) == [page.title]
    assert not titles(search("drakenvlieger"))


def test_marks_stand_in_the_title_and_the_passage_begins_at_a_sentence(news):
    body = "Dit is de eerste zin. Dit gaat nergens over. Hier staan zwaluwstaarten in het midden. En dan nog iets."
    write_article(news, f"<b>Het {RARE}</b>", body=body)
    result = next(iter(search(f"{RARE} zwaluwstaart").results))
    assert result.title == f"&lt;b&gt;Het <mark>{RARE}</mark>&lt;/b&gt;"
    assert result.excerpt.startswith("Hier staan <mark>zwaluwstaarten</mark> in het midden.")
