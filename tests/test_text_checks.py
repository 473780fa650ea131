"""Tips on texts: vague links, heading jumps, pictures without words, u next to je; they never stop a page."""

import json
import uuid

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from pages.models import StandardPage, Teaser
from pages.text_checks import check_texts
from pages.text_passages import passages_of
from tests.page_samples import list_page_types
from tests.sample_records import add_event, add_project, add_publication, body_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """Read the tips as they are written in the code."""
    with translation.override("en"):
        yield


def stream(*blocks):
    """Return a raw stream of (type, value) pairs."""
    return json.dumps([{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks])


def tips(*blocks, language="nl", **fields):
    """Return the sentences about a page with these blocks."""
    page = StandardPage(title="Proef", body=stream(*blocks), **fields)
    return [finding.sentence for finding in check_texts(passages_of(page), language)]


def question(words, answer):
    """Return a raw block with a question and its answer."""
    return ("question", {"question": words, "answer": answer})


@pytest.mark.parametrize(
    "words", ["hier", "Klik hier", "Lees meer »", "klik hier voor het verslag", "here", "Read more"]
)
def test_a_link_that_does_not_say_where_it_leads(words):
    found = tips(("text", f'<p>Het verslag staat <a href="/x/">{words}</a>.</p>'))
    assert len(found) == 1
    assert words in found[0]
    assert "block 1 (Text)" in found[0]


@pytest.mark.parametrize("words", ["https://example.org/verslag", "www.example.org", "example.org/verslag.pdf"])
def test_a_link_that_shows_its_address(words):
    assert ["bare address" in tip for tip in tips(("text", f'<p><a href="/x/">{words}</a></p>'))] == [True]


@pytest.mark.parametrize("words", ["het verslag van 2018", "Hier begint het", "example.org", "a@example.org"])
def test_a_link_that_stands_alone_gets_no_tip(words):
    assert tips(("text", f'<p><a href="/x/">{words}</a></p>')) == []


def test_an_action_that_leads_to_here():
    link = {"kind": "download", "subject": "hier", "url": "https://example.org/"}
    assert ["hier" in tip for tip in tips(("links", [link]))] == [True]


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("<h2>Een</h2><h3>Twee</h3><h4>Drie</h4><h2>Vier</h2>", 0),
        ("<h2>Een</h2><h4>Twee</h4>", 1),
        ("<h3>Een</h3>", 1),
        ("<h4>Een</h4><h2>Twee</h2><h4>Drie</h4>", 2),
    ],
)
def test_headings_skip_no_level(html, count):
    assert len(tips(("text", html))) == count


def test_a_question_is_a_heading_in_the_order_of_the_page():
    assert tips(question("Waarom?", "<p>Daarom.</p>"), ("text", "<h3>Verder</h3>")) == []
    jump = tips(question("Waarom?", "<p>Daarom.</p>"), ("text", "<h4>Verder</h4>"))
    assert ["“Verder”" in tip and "heading 3" in tip for tip in jump] == [True]


def test_a_look_back_stands_below_a_heading_of_its_own(db):
    event = add_event(report=body_of("<h3>Wat er gezegd is</h3>"))
    assert check_texts(passages_of(event)) == []
    event.report = body_of("<h4>Wat er gezegd is</h4>")
    assert len(check_texts(passages_of(event))) == 1


def test_a_picture_needs_words_of_its_own_or_of_its_block(db):
    image = get_image_model().objects.create(title="IMG_0042", file=get_test_image_file())
    value = {"image": image.pk, "alt_text": "", "caption": ""}
    assert ["IMG_0042" in tip for tip in tips(("image", value))] == [True]
    assert tips(("image", value | {"alt_text": "Een tafel met acht mensen"})) == []
    image.description = "Een tafel met acht mensen"
    image.save()
    assert tips(("image", value)) == []


@pytest.mark.parametrize(
    "html",
    [
        "<p>Meld u aan.</p><p>Neem je laptop mee.</p>",
        "<p>Uw gemeente doet mee. Wat vind jij?</p>",
        "<p>U kunt bellen. Doe het voor jezelf.</p>",
    ],
)
def test_u_and_je_in_one_text(html):
    found = tips(("text", html))
    assert ["“u”" in tip and "“je”" in tip for tip in found] == [True]


@pytest.mark.parametrize(
    "html",
    [
        "<p>Meld u aan. Neem uw laptop mee.</p>",
        "<p>Neem je laptop mee.</p>",
        "<p>Wij horen van u: “Wat moet je ermee?” en zoeken het uit.</p>",
        "<p>Meld u aan voor <i>Hoe houd je het vol</i>.</p>",
        "<p>De 12 u-trein uit de U16 is er als je om 9 u vertrekt.</p>",
    ],
)
def test_quotes_titles_hours_and_names_address_nobody(html):
    assert tips(("text", html)) == []


def test_somebody_elses_words_may_say_je():
    quote = ("quote", {"text": "Dat merk je meteen.", "attribution": "", "lang": "nl"})
    own = ("text", "<p>Meld u aan.</p>")
    assert tips(own, quote, question("Wat merk je?", "<p>Dat je het samen doet.</p>")) == []
    assert len(tips(own, summary="Doe je mee?")) == 1


def test_english_pages_have_no_u_and_je():
    assert tips(("text", "<p>Meld u aan, als je wilt.</p>"), language="en") == []


def test_a_path_leads_to_the_block():
    page = StandardPage(title="Proef", body=stream(("text", "<p><a href='/x/'>hier</a></p>")))
    [finding] = check_texts(passages_of(page))
    assert finding.path == f"body.{page.body[0].id}"


@pytest.mark.parametrize("page_type", list_page_types(), ids=lambda page_type: page_type._meta.label)
def test_every_page_type_can_be_checked(page_type, db):
    page = page_type.objects.first()
    page.summary = "Meld u aan als je wilt."
    assert any("“je”" in finding.sentence for finding in check_texts(passages_of(page)))


def test_the_demo_content_gets_no_tips(db):
    found = {
        page.slug: [finding.sentence for finding in check_texts(passages_of(page), page.locale.language_code)]
        for page in Page.objects.filter(depth__gt=1).select_related("locale").specific()
    }
    assert {slug: sentences for slug, sentences in found.items() if sentences} == {}


def save(client, page, action=None, accept="text/html", **changes):
    """Post the editor's form of a page with its fields as they are, and return the response after the redirect."""
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    form = client.get(url).context["form"]
    data = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if name not in ("body",) and value not in (None, False) and not hasattr(value, "all"):
            data[name] = field.prepare_value(value)
    for prefix in form.formsets.values():
        data |= {f"{prefix.prefix}-TOTAL_FORMS": "0", f"{prefix.prefix}-INITIAL_FORMS": "0"}
    html = changes.pop("html")
    data |= {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "text",
        "body-0-id": str(uuid.uuid4()),
        "body-0-value": html,
    }
    data |= {"slug": page.slug, "title": page.title} | ({action: "1"} if action else {}) | changes
    return client.post(url, data, follow=True, headers={"accept": accept})


def draftail(words):
    """Return what the rich text editor posts for a link with these words."""
    entity = {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "https://example.org/"}}}
    block = {
        "key": "a",
        "text": words,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": len(words), "key": 0}],
    }
    return json.dumps({"blocks": [block], "entityMap": entity})


@pytest.fixture
def text_page(home):
    """A published page of text."""
    return home.add_child(instance=StandardPage(title="Proefpagina", slug="proefpagina", locale=home.locale))


@pytest.mark.parametrize("action", [None, "action-publish"])
@pytest.mark.usefixtures("kept_contexts")
def test_saving_and_publishing_go_through_and_give_one_message(action, administrator_client, text_page):
    response = save(administrator_client, text_page, action, html=draftail("klik hier"))
    said = [str(message) for message in response.context["messages"]]
    assert [level for level in said if "klik hier" in level] == said[1:]
    assert len(said) == 2
    page = StandardPage.objects.get(pk=text_page.pk)
    assert "klik hier" in str(page.get_latest_revision_as_object().body)
    assert ("klik hier" in str(page.body)) is (action == "action-publish")


@pytest.mark.usefixtures("kept_contexts")
def test_the_tip_leads_to_the_block_in_the_editor(administrator_client, text_page):
    response = save(administrator_client, text_page, html=draftail("hier"))
    block = StandardPage.objects.get(pk=text_page.pk).get_latest_revision_as_object().body[0]
    address = reverse("wagtailadmin_pages:edit", args=[text_page.pk])
    assert f'href="{address}#block-{block.id}-section"' in response.content.decode()


@pytest.mark.usefixtures("kept_contexts")
def test_a_text_in_order_gives_no_tips(administrator_client, text_page):
    response = save(administrator_client, text_page, html=draftail("Het verslag van 2018"))
    assert len(list(response.context["messages"])) == 1


@pytest.mark.usefixtures("kept_contexts")
def test_saving_while_typing_leaves_no_messages(administrator_client, text_page):
    answer = save(administrator_client, text_page, html=draftail("hier"), accept="application/json")
    assert answer.json()["success"]
    editor = administrator_client.get(reverse("wagtailadmin_pages:edit", args=[text_page.pk]))
    assert list(editor.context["messages"]) == []


@pytest.mark.usefixtures("kept_contexts")
def test_many_findings_are_counted_not_listed(administrator_client, text_page):
    links = [draftail("hier")]
    blocks = json.loads(links[0])
    blocks["blocks"] = [blocks["blocks"][0] | {"key": f"k{number}"} for number in range(9)]
    response = save(administrator_client, text_page, html=json.dumps(blocks))
    message = str(list(response.context["messages"])[-1])
    assert message.count("<li>") == 6
    assert "3" in message.split("</ul>")[1]


@pytest.mark.usefixtures("kept_contexts")
def test_a_snippet_gets_tips_too(administrator_client, home):
    teaser = Teaser.objects.create(title="Proef", text="Meld u aan als je wilt.", locale=home.locale)
    url = reverse("wagtailsnippets_pages_teaser:edit", args=[teaser.pk])
    data = {"title": "Proef", "text": teaser.text, "link_text": "hier", "url": "https://example.org/", "target": ""}
    response = administrator_client.post(url, data, follow=True)
    message = str(list(response.context["messages"])[-1])
    assert message.count("<li>") == 2


@pytest.mark.parametrize("add", [add_publication, add_project])
def test_records_of_other_rooms_are_read_whole(add, db):
    record = add(body=body_of("<p><a href='/x/'>hier</a></p>"))
    assert len(check_texts(passages_of(record))) == 1
