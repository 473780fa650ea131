"""The form in a real browser: on a phone, without JavaScript, in both themes, judged by axe."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.file_samples import HTML, PDF
from tests.page_checks import axe_complaints, scrolls_sideways
from tests.running_site import take_time, url_ends_with

BEGIN = "/inventarisatie/voorbeeldronde/beginnen/"
CONFIRM_LINK = """
from inventory.form.submit import CONFIRM
from visitors.private_links import make_link
result = f"/inventarisatie/bevestigen/{make_link(CONFIRM, address='jan@example.org', days=7)}/"
"""


def begin(page, stamp):
    """Fill in the first step and go to the second; `stamp` is of the running site."""
    page.goto(BEGIN)
    page.fill("[name=contact_name]", "Jan de Boer")
    page.fill("[name=contact_address]", "jan@example.org")
    page.fill("[name=contact_organisation]", "Gemeente Woerden")
    page.select_option("[name=municipality]", "GM0632")
    page.check("[name=reports][value=project]")
    take_time(page, stamp)
    page.click("main button[value=verder]")
    page.wait_for_url("**/project/")


def describe_project(page):
    """Fill in the second step and go to the third."""
    page.fill("[name=title]", "Samen eten")
    page.fill("[name=summary]", "Buren koken elke week voor elkaar.")
    page.fill("[name=description]", "Tegen eenzaamheid.")
    page.check("[name=status][value=running]")
    page.fill("[name=starts]", "maart 2018")
    page.click("main button[value=verder]")
    page.wait_for_url("**/waarover/")


def describe_the_rest(page):
    """Fill in the other steps, up to the last."""
    page.locator("[name=themes]").first.check()
    page.fill("[name=lead_organisation]", "Gemeente Woerden")
    page.click("main button[value=verder]")
    page.wait_for_url("**/leren/")
    page.fill("[name=results]", "Een vaste avond werkt.")
    go_to_the_check(page)


def go_to_the_check(page):
    """Answer the questions in a step and go on, up to the last step; fail when a step does not lead to another."""
    while not (here := urlsplit(page.url).path).endswith("/controle/"):
        if here.endswith("/vragen/"):
            page.locator("main input[type=radio]").first.check()
        page.click("main button[value=verder]")
        page.wait_for_url(lambda url, here=here: urlsplit(url).path != here)


def test_without_javascript_on_a_phone_from_the_first_step_to_the_closing_page(phone_without_javascript, running_site):
    phone = phone_without_javascript
    begin(phone, running_site.stamp())
    describe_project(phone)
    phone.go_back()
    assert phone.input_value("[name=title]") == "Samen eten"
    phone.go_forward()
    phone.locator("[name=themes]").first.check()
    phone.check("[name=subjects][value=eenzaamheid]")
    assert not phone.is_visible("[name=subjects][value=schulden]")
    phone.click(".choices-more > summary")
    phone.check("[name=subjects][value=schulden]")
    phone.fill("[name=lead_organisation]", "Gemeente Woerden")
    phone.click("main button[value=verder]")
    phone.wait_for_url("**/leren/")
    phone.set_input_files(
        "[name=files]",
        [
            {"name": "verslag.pdf", "mimeType": "application/pdf", "buffer": PDF},
            {"name": "kwaad.pdf", "mimeType": "application/pdf", "buffer": HTML},
        ],
    )
    phone.click("main button[value=verder]")
    assert "kwaad.pdf" in phone.inner_text(".error-summary")
    go_to_the_check(phone)
    assert "verslag.pdf" in phone.inner_text("main")
    assert {"Eenzaamheid", "Schulden"} <= set(phone.inner_text("main").splitlines())
    phone.check("[name=consent]")
    phone.dblclick("main button[value=verder]")
    phone.wait_for_url(url_ends_with("/adres/"))
    assert "KUS-" in phone.inner_text(".reference")
    closing = phone.url.replace("/adres/", "/verzonden/")
    phone.goto(running_site.run(CONFIRM_LINK))
    phone.locator("main button[value=ja]").last.click()
    phone.wait_for_url("**/bevestigen/*/?ingediend")
    phone.goto(closing)
    assert "KUS-" in phone.inner_text(".reference")


def test_axe_finds_nothing_and_nothing_is_wider_than_a_small_phone(visit, running_site):
    page = visit(BEGIN)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    found = []

    def judge(name):
        size = page.viewport_size
        found.extend(f"{name}: {complaint}" for complaint in axe_complaints(page) + scrolls_sideways(page))
        page.set_viewport_size(size)

    take_time(page, running_site.stamp())
    page.click("main button[value=verder]")
    judge("first step refused")
    begin(page, running_site.stamp())
    judge("project")
    describe_project(page)
    page.click(".choices-more > summary")
    judge("about")
    describe_the_rest(page)
    judge("check")
    private = page.url.removesuffix("controle/")
    page.check("[name=consent]")
    page.click("main button[value=verder]")
    page.wait_for_url("**/adres/")
    judge("page that waits")
    page.goto(running_site.run(CONFIRM_LINK))
    judge("page to confirm")
    page.locator("main button[value=ja]").last.click()
    page.wait_for_url("**/?ingediend")
    judge("page after confirming")
    page.goto(f"{private}verzonden/")
    judge("closing page")
    for path in ("", "afdrukken/", "intrekken/", "bewaard/"):
        page.goto(private + path)
        judge(path or "own page")
    for path in ("/inventarisatie/link/", "/inventarisatie/link/verzonden/", "/inventarisatie/formulier/onzin/"):
        page.goto(path)
        judge(path)
    assert found == []
    assert [text for text in complaints if "404" not in text] == []


def test_leaving_with_text_that_was_not_sent_is_asked_first(visit):
    page = visit(BEGIN)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("[name=contact_name]").press_sequentially("Jan")
    page.goto("/")
    assert asked == ["beforeunload"]


def test_back_reload_and_two_tabs_overwrite_nothing_without_javascript(phone_without_javascript, running_site):
    first = phone_without_javascript
    first.goto(BEGIN)
    first.fill("[name=contact_name]", "Jan de Boer")
    take_time(first, running_site.stamp())
    first.click("main button[value=verder]")
    # Refused, and redirected: the summary has the focus, Reload sends nothing, Back leads to the form.
    assert first.input_value("[name=contact_name]") == "Jan de Boer"
    expect(first.locator("#error-summary")).to_be_focused()
    first.reload()
    assert first.input_value("[name=contact_name]") == "Jan de Boer"
    first.go_back()
    assert first.url.endswith(BEGIN)
    begin(first, running_site.stamp())
    second = first.context.new_page()
    second.goto(first.url)
    describe_project(first)
    second.fill("[name=title]", "Uit een ander tabblad")
    second.check("[name=status][value=running]")
    second.fill("[name=summary]", "Een andere tekst.")
    second.click("main button[value=verder]")
    expect(second.locator("#error-summary")).to_be_focused()
    assert scrolls_sideways(second) == []
    kept = second.inner_text("#id_summary_conflict .conflict-sides > div:first-child")
    assert "Buren koken elke week voor elkaar." in kept
    assert second.input_value("[name=summary]") == "Een andere tekst."
    second.reload()
    assert second.input_value("[name=summary]") == "Een andere tekst."
    for field in second.locator("fieldset.conflict").all():
        field.locator("input[value=kept]").check()
    second.check("[name=choose-summary][value=mine]")
    second.fill("[name=summary]", "Buren koken elke week, en een andere tekst.")
    second.click("main button[value=verder]")
    second.wait_for_url(url_ends_with("/waarover/"))
    second.reload()
    second.goto(first.url.replace("/waarover/", "/project/"))
    assert second.input_value("[name=title]") == "Samen eten"
    assert second.input_value("[name=summary]") == "Buren koken elke week, en een andere tekst."


def test_axe_finds_nothing_where_two_texts_stand_side_by_side(visit, running_site):
    page = visit(BEGIN)
    begin(page, running_site.stamp())
    other = page.context.new_page()
    other.goto(page.url)
    describe_project(page)
    other.fill("[name=summary]", "Een andere tekst.")
    other.click("main button[value=verder]")
    other.wait_for_selector(".conflict")
    assert axe_complaints(other) + scrolls_sideways(other) == []
