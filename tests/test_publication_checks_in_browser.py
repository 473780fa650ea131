"""While a publication is typed, the form says what looks like it and which identifier is wrong."""

ADD_PUBLICATION = """
from tests.sample_records import add_publication
from publications.models import PublicationIndexPage
add_publication("Wonen in de wijk van morgen", doi="10.1000/wijk")
result = PublicationIndexPage.objects.get(locale__language_code="nl").pk
"""
DELETE_PUBLICATION = """
from publications.models import PublicationPage
from network.models import Organisation
Organisation.objects.filter(name="Uitgeverij van de proef in de browser").delete()
for page in PublicationPage.objects.filter(title__startswith="Wonen in de wijk"):
    page.delete()
result = None
"""


def test_the_form_says_what_is_wrong_and_what_is_there_already(editor_page, running_site):
    page = editor_page
    listing = running_site.run(ADD_PUBLICATION)
    try:
        page.goto(f"/admin/pages/add/publications/publicationpage/{listing}/")
        page.wait_for_load_state("networkidle")
        found = page.locator("[data-publication-checks] li")
        page.fill("#id_title", "Wonen in de wijk van nu")
        with page.expect_response("**/publications/check/"):
            page.fill("#id_title", "Wonen in de wijken van morgen")
        found.filter(has_text="bijna dezelfde titel").wait_for()
        # The library details are folded.
        page.evaluate("() => document.querySelector('#id_doi').closest('section').querySelector('button').click()")
        page.fill("#id_isbn", "978-90-469-0000-1")
        page.locator("#id_isbn-check").filter(has_text="typefout").wait_for()
        assert "id_isbn-check" in page.get_attribute("#id_isbn", "aria-describedby")
        page.fill("#id_doi", "https://doi.org/10.1000/wijk")
        found.filter(has_text="dezelfde DOI").wait_for()
        assert page.input_value("#id_doi") == "10.1000/wijk"
        # An organisation that is not there yet is made where it is chosen.
        page.click("#id_publisher-chooser .unchosen button")
        page.get_by_role("tab", name="Een nieuwe maken").click()
        page.fill("#id_new-name", "Uitgeverij van de proef in de browser")
        page.click("button:has-text('Maken en kiezen')")
        page.locator("#id_publisher-chooser .chooser__title").filter(has_text="van de proef in de browser").wait_for()
    finally:
        running_site.run(DELETE_PUBLICATION)


def test_files_are_added_within_a_part_that_is_new_itself(editor_page, running_site):
    page = editor_page
    listing = running_site.run(ADD_PUBLICATION)
    try:
        page.goto(f"/admin/pages/add/publications/publicationpage/{listing}/")
        page.wait_for_load_state("networkidle")
        page.evaluate(
            "() => document.querySelector('#id_parts-ADD').closest('section').querySelector('button').click()"
        )
        for _part in range(2):
            page.click("#id_parts-ADD")
        page.fill("#id_parts-1-title", "Deel twee")
        for _file in range(2):
            page.click("#id_parts-1-files-ADD")
        page.fill("#id_parts-1-files-1-title", "Bijlagen")
        assert page.input_value("#id_parts-1-files-TOTAL_FORMS") == "2"
        assert page.locator("#id_parts-0-files-0-title").count() == 0
    finally:
        running_site.run(DELETE_PUBLICATION)
