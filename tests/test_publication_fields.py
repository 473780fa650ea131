"""What a publication holds: where it appeared, licences of every version, key points and companions."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from kus_site.content.exporter import export_folder
from kus_site.content.importer import import_folder
from kus_site.models import ContentKey
from publications.identifiers import validate_issn
from publications.licences import (
    LicenceInput,
    canonical_licence,
    licence_address,
    licence_meaning,
    licence_name,
    validate_licence,
)
from publications.models import CompanionMaterial, KeyPoint
from tests.content_samples import empty_site, find_problems, read_tree, write_site
from tests.sample_records import add_publication

UITGAVE = """
    type: publication
    id: proef-uitgave
    title: Proefuitgave
    parent: proef-publicaties
    date: 2017
    kind: proef-boek
    place: Bussum
    edition: 2e, herziene druk
    report_number: 2017-4
    container_title: Tijdschrift voor Proeven
    volume: 12
    issue: 3
    pages: 45–60
    issn: {issn}
    key_points:
      - text: Wie meedoet, blijft.
      - text: Begin klein.
    evidence: reviewed
    companions:
      - title: De opdrachten
        url: https://example.org/opdrachten
      - title: De dag
        page: proef-dag
    licence: {licence}
    """


def uitgave(licence="CC-BY-SA-3.0-NL", issn="1234-5679"):
    return {"publications/proef-uitgave.md": UITGAVE.format(licence=licence, issn=issn)}


@pytest.fixture
def empty(db, settings, tmp_path):
    """A site without content, and a media folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    empty_site()


@pytest.mark.django_db
class TestContentFiles:
    @pytest.mark.usefixtures("empty")
    def test_every_field_comes_in_and_goes_out(self, tmp_path):
        import_folder(write_site(tmp_path / "in", uitgave()))
        page = ContentKey.objects.get(key="proef-uitgave").record.specific
        assert (page.container_title, page.volume, page.issue, page.pages) == (
            "Tijdschrift voor Proeven",
            "12",
            "3",
            "45–60",
        )
        assert [point.text for point in page.key_points.all()] == ["Wie meedoet, blijft.", "Begin klein."]
        assert page.companions.last().page.slug == "proefdag"
        export_folder(tmp_path / "uit")
        before = read_tree(tmp_path / "uit")
        assert import_folder(tmp_path / "uit").changed == 0
        empty_site()
        import_folder(tmp_path / "uit")
        export_folder(tmp_path / "weer")
        assert read_tree(tmp_path / "weer") == before
        written = before["publications/proef-uitgave.md"].decode()
        for key in ("place", "edition", "report_number", "issn", "evidence", "licence", "key_points", "companions"):
            assert f"\n{key}:" in written

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"licence": "cc by-sa 3.0 nl"}, "Write the licence as CC-BY-SA-3.0-NL."),
            ({"licence": "CC-BY"}, "This licence is not known."),
            ({"issn": "1234-5678"}, "This ISSN has a typing error"),
        ],
    )
    def test_a_wrong_value_is_told_with_what_to_write(self, tmp_path, wrong, sentence):
        with translation.override("en"):
            assert sentence in " ".join(str(each) for each in find_problems(write_site(tmp_path, uitgave(**wrong))))

    def test_a_fourth_key_point_is_refused(self, tmp_path):
        more = UITGAVE.format(licence="", issn="").replace(
            "- text: Begin klein.", "- text: Twee.\n      - text: Drie.\n      - text: Vier."
        )
        site = write_site(tmp_path, {"publications/proef-uitgave.md": more})
        with translation.override("en"):
            assert "at most 3 key points" in " ".join(str(each) for each in find_problems(site))


@pytest.mark.parametrize(
    ("written", "identifier", "name", "address"),
    [
        ("CC BY 4.0", "CC-BY-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("cc-by-sa 3.0 nl", "CC-BY-SA-3.0-NL", "CC BY-SA 3.0 NL", "https://creativecommons.org/licenses/by-sa/3.0/nl/"),
        (
            "https://creativecommons.org/licenses/by-nc-nd/3.0/nl/deed.nl",
            "CC-BY-NC-ND-3.0-NL",
            "CC BY-NC-ND 3.0 NL",
            "https://creativecommons.org/licenses/by-nc-nd/3.0/nl/",
        ),
        ("cc0-1.0", "CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("mit", "MIT", "MIT", "https://spdx.org/licenses/MIT.html"),
        ("Alle rechten voorbehouden", "all-rights", "All rights reserved", ""),
    ],
)
def test_a_licence_is_known_by_what_people_write(written, identifier, name, address):
    with translation.override("en"):
        assert canonical_licence(written) == identifier
        assert LicenceInput().value_from_datadict({"licence": written}, {}, "licence") == identifier
        validate_licence(identifier)
        assert (licence_name(identifier), licence_address(identifier)) == (name, address)


@pytest.mark.parametrize(
    "wrong", ["CC-BY", "CC-BY-4.0-NL", "CC BY 7.0", "gratis", "MIT OR GPL-2.0-only", "1" * 65, "é"]
)
def test_what_is_no_licence_is_refused_and_stays_as_it_was_typed(wrong):
    with pytest.raises(ValidationError):
        validate_licence(wrong)
    assert LicenceInput().value_from_datadict({"licence": wrong}, {}, "licence") == wrong


def test_a_licence_says_what_a_reader_may_do():
    with translation.override("en"):
        assert licence_meaning("CC-BY-4.0") == "You may copy, change and share it, if you name the makers."
        assert "without changes" in licence_meaning("CC-BY-ND-4.0")
        assert "under the same licence" in licence_meaning("CC-BY-NC-SA-3.0-NL")
        assert licence_meaning("MIT") == licence_meaning("") == ""


@pytest.mark.parametrize("wrong", ["1234-5678", "12345679", "123-45679", "1234-567x"])
def test_a_wrong_issn_is_refused(wrong):
    with pytest.raises(ValidationError):
        validate_issn(wrong)


def test_an_issn_may_end_in_x():
    validate_issn("2434-561X")


@pytest.mark.django_db
def test_companion_material_has_one_target():
    for fields in ({}, {"url": "https://example.org/", "page_id": 1}):
        companion = CompanionMaterial(title="Opdrachten", **fields)
        with pytest.raises(ValidationError):
            companion.clean()


def test_the_form_begins_with_what_every_publication_has(administrator_client, db):
    page = add_publication(licence="CC-BY-4.0", children={"key_points": [KeyPoint(text="Begin klein.")]})
    form = administrator_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    names = ['name="title"', 'name="kind"', 'name="date"', 'id="id_contributors-', 'id="id_files-', 'name="for_whom"']
    places = [form.index(name) for name in [*names, 'id="id_subject_links-', 'name="subtitle"']]
    assert places == sorted(places)
    assert 'list="id_licence-licences"' in form
    assert '<option value="CC-BY-SA-3.0-NL">CC BY-SA 3.0 NL</option>' in form
