"""Content with a mistake is refused: every mistake named with file, line and field, and nothing written."""

import pytest
from django.utils import translation
from wagtail.models import Page

from kus_site.content.importer import import_folder
from kus_site.content.problems import ContentRefused
from kus_site.models import ContentKey
from network.models import Person
from tests.content_samples import PDF, as_file, find_problems, make_png, write_site

ARTICLE = "articles/proef-bericht.md"
EVENT = "events/proef-dag.md"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def article(more="", body="", number=None):
    """Return an article; `more` begins on line 6, a `body` without it on line 7. `number` makes it another one."""
    name = "proef-bericht" if number is None else f"geval-{number}"
    head = f"type: article\nid: {name}\ntitle: {name}\nparent: proef-nieuws"
    return "\n".join([head, *filter(None, [more]), *(["---", body] if body else [])])


def event(number, row):
    """Return an event whose first session begins on line 8."""
    head = f"type: event\nid: geval-{number}\ntitle: geval {number}\nparent: proef-agenda\nkind: proef-bijeenkomst"
    return f"{head}\nsessions:\n{row}"


def assert_refused(folder, cases, write):
    """Import the small site with one more file per case: (what, how its one problem begins behind the file's name).

    write(number, what) returns the content of the file.
    """
    names = [f"zz/geval-{number}.md" for number in range(len(cases))]
    write_site(
        folder, {name: write(number, what) for number, (name, (what, _)) in enumerate(zip(names, cases, strict=True))}
    )
    problems = find_problems(folder)
    wrong = []
    for name, (what, expected) in zip(names, cases, strict=True):
        found = [problem.removeprefix(f"{name}:") for problem in problems if problem.startswith(f"{name}:")]
        if len(found) != 1 or not found[0].startswith(expected):
            wrong.append((what, expected, found))
    assert wrong == []
    assert len(problems) == len(cases)


def test_the_small_site_has_no_mistake(db, tmp_path):
    assert find_problems(write_site(tmp_path)) == []


FIELDS = [
    ("kleur: rood", "6: kleur: The type article has no such field."),
    ("body: tekst", "6: body: Write this text below the fields"),
    ("kind: roman", "6: kind: “roman” is not one of news, interview, practice, report."),
    ("date: 31 februari 2018", "6: date: 31-2-2018 is not in the calendar."),
    ("date: 2018-02-31", "6: date: 31-2-2018 is not in the calendar."),
    ("date: ooit", "6: date: “ooit” is not a date we understand."),
    ("author: proef-niemand", "6: author: There is no record “proef-niemand”."),
    ("author: proef-uitgave", "6: author: “proef-uitgave” is of type publication; name one of: person."),
    ("themes: [proef-dag]", "6: themes[1]: “proef-dag” is of type event; name one of: theme."),
    ("themes: proef-dag", "6: themes: Write a list"),
    ("related_records: [proef-dag, proef-dag]", "6: related_records: “proef-dag” stands here twice."),
    ("related_records:\n- proef-dag\n- proef-weg", "8: related_records[2]: There is no record “proef-weg”."),
    ("title: Nog een keer", "6: title: It stands here twice; the first is on line 4."),
    (f"interviewee_role: {'x' * 201}", "6: interviewee_role: Ensure this value has at most 200 characters"),
    (f"summary: {'x ' * 301}", "6: summary: This is 601 characters long; shorten it to 600."),
    ("seo_title: |-\n  een\n  twee", "6: seo_title: Write this on one line"),
    ("draft: ja", "6: draft: Write true or false."),
    ("language: fr", "6: language: “fr” is not one of nl, en."),
    ("translation_of: proef-dag", "6: translation_of: “proef-dag” is of type event; name one of: article."),
    ("slug: geen goede slug", "6: slug: "),
    ("legacy_url: [oud]", "6: legacy_url: Write the old address from / on"),
    ("action_links: [{kind: lees}]", "6: action_links[1].kind: “lees” is not one of download,"),
    ("action_links: [{kind: read, link: x}]", "6: action_links[1].link: This field is not known here."),
    ("action_links: [{subject: x}]", "6: action_links[1].kind: Fill this in."),
    ("action_links: [{kind: read, url: nergens}]", "6: action_links[1].url: Enter a valid URL."),
    ("action_links: [{kind: read, url: 'javascript:alert(1)'}]", "6: action_links[1].url: Enter a valid URL."),
    (
        "action_links: [{kind: read, subject: x, deadline: morgen}]",
        "6: action_links[1].deadline: “morgen” is no moment",
    ),
    ("action_links: [{kind: read}]", "6: action_links[1]: Choose a target, or say what the lost address led to."),
    ("action_links: [{kind: read, page: proef-dag, url: 'https://a.nl'}]", "6: action_links[1]: Choose one target"),
    (
        "attachments: [{document: proef-dag}]",
        "6: attachments[1].document: “proef-dag” is of type event; name one of: document.",
    ),
]


def test_a_field_is_refused_with_its_line(db, tmp_path):
    assert_refused(tmp_path, FIELDS, lambda number, line: article(line, number=number))


MARKDOWN = [
    ("een\n\n<b>vet</b>", "9: body: HTML is not read"),
    ("<script>alert(1)</script>", "7: body: HTML is not read"),
    ("een <br> twee", "7: body: HTML is not read"),
    ("# Kop", "7: body: Use a heading of ##, ###, ####"),
    ("> citaat", "7: body: For a quotation use the block"),
    ("een\n\n---\n", "9: body: A rule across the page"),
    ("![plaatje](x.png)", "7: body: For an image use the block"),
    ("`code`", "7: body: Code between ` is not read"),
    ("een\n\n    code", "9: body: Take the four spaces"),
    ("regel\nen [weg](record:proef-weg)", "8: body: There is no record “proef-weg”."),
    ("[mens](record:proef-persoon)", "7: body: “proef-persoon” is of type person; name one of: page, document."),
    ("[x](javascript:alert(1))", "7: body: “javascript:alert(1)” is no address."),
    ("[x](//elders.nl)", "7: body: “//elders.nl” is no address."),
    ("3. drie", "7: body: Begin a numbered list with 1."),
    ("- een\n\n  nog een", "9: body: An item of a list is one paragraph."),
    ("```video\nurl: x\n```", "7: body: “video” is no block."),
    ("```quote\nattribution: Wie\n```", "8: body.quote.text: Fill this in."),
    ("```quote\ntext: Wat\nlang: xx\n```", "9: body.quote.lang: “xx” is not one of"),
    ("```quote\ntext: 'Wat\n```", "9: body.quote: This is no YAML"),
    (
        "```question\nquestion: Wat?\nanswer: |-\n  Dit.\n\n  <i>dat</i>\n```",
        "12: body.question.answer: HTML is not read",
    ),
    ("```question\nquestion: Wat?\nanswer: '## Kop'\n```", "9: body.question.answer: A heading cannot stand here."),
    ("```links\n- {kind: read, page: proef-weg}\n```", "8: body.links[1].page: There is no record “proef-weg”."),
    ("```links\n- {kind: read}\n```", "7: body[1]: "),
    ("```image\nimage: proef-dag\n```", "8: body.image.image: “proef-dag” is of type event; name one of: image."),
]


def test_markdown_is_refused_with_its_line(db, tmp_path):
    assert_refused(tmp_path, MARKDOWN, lambda number, body: article(body=body, number=number))


SESSIONS = [
    ("- start: 2018-04-31T14:00", "8: sessions[1].start: “2018-04-31T14:00” is no moment"),
    ("- start: 2018-04-10", "8: sessions[1].start: “2018-04-10” is no moment"),
    (
        "- start: 2018-03-25T02:30",
        "8: sessions[1].start: 2018-03-25T02:30 does not exist: the clock goes forward then.",
    ),
    ("- start: 2018-10-28T02:30", "8: sessions[1].start: 2018-10-28T02:30 comes twice"),
    ("- {start: 2018-04-10T14:00, end: 2018-04-10T13:00}", "8: sessions[1]: The end must come after the start."),
    ("- title: Zonder begin", "8: sessions[1].start: Fill this in."),
]


def test_a_moment_that_cannot_be_is_refused(db, tmp_path):
    assert_refused(tmp_path, SESSIONS, event)


def test_a_moment_that_comes_twice_is_taken_with_its_offset(db, tmp_path):
    rows = "- {start: 2018-10-28T02:30+02:00, end: 2018-10-28T02:30+01:00}"
    assert find_problems(write_site(tmp_path, {"events/geval.md": event(1, rows)})) == []


FILES = [
    (b"geen kop", "1: Begin the file with a line of three hyphens"),
    (b"---\ntype: article\n", "1: Close the fields"),
    (b"---\ntype: article\nid: x\ntitle: caf\xe9\n---\n", "4: This line is not in UTF-8."),
    (b"---\ntype: article\nid: x\ntitle: 'open\n---\n", "4: This is no YAML"),
    (b"---\ntype: article\nid: x\n  title: y\n---\n", "4: This is no YAML"),
    (b"---\ntype: article\nid: x\ntitle: a\x07b\n---\n", "4: This line has a character that YAML does not allow."),
    (b"---\n- een\n- twee\n---\n", "2: Write the fields as"),
    (b"---\ntype: article\nid: x\ntitle: &a [y]\nsummary: *a\n---\n", "4: Write the value out"),
    (b"---\ntype: article\nid: x\ntitle: !!python/object:os.system y\n---\n", "4: Leave “!” out"),
    (b"---\ntype: article\nid: x\ntitle: " + b"[" * 50 + b"]" * 50 + b"\n---\n", "4: This is nested too deeply."),
    (b"---\nid: x\n---\n", "1: type: Say what the record is"),
    (b"---\ntype: roman\nid: x\n---\n", "2: type: “roman” is no type."),
    (b"---\ntype: [article]\nid: x\n---\n", "2: type: “” is no type."),
    (b"---\ntype: article\n---\n", "1: id: Give the record an id"),
    (b"---\ntype: article\nid: Geen Id\n---\n", "3: id: An id has lower-case letters"),
    (b"---\ntype: article\nid: ../../x\n---\n", "3: id: An id has lower-case letters"),
    (b"---\n" + b"x" * 1_000_001, "1: The file is larger than a megabyte."),
]


def test_a_file_that_cannot_be_read_is_named(db, tmp_path):
    assert_refused(tmp_path, FILES, lambda number, content: content)


def test_a_bomb_of_aliases_is_refused_at_once(db, tmp_path):
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9) if n else 'x'}]" for n in range(30))
    (problem,) = find_problems(write_site(tmp_path, {"articles/bom.md": f"type: article\nid: bom\n{levels}"}))
    assert problem.startswith("articles/bom.md:4: Write the value out")


def test_byte_order_mark_and_windows_line_ends_are_no_mistake(db, tmp_path):
    content = b"\xef\xbb\xbf" + as_file(article(body="een\n\ntwee")).replace(b"\n", b"\r\n")
    assert find_problems(write_site(tmp_path, {ARTICLE: content})) == []


def test_an_id_that_two_files_use_names_both(db, tmp_path):
    folder = write_site(tmp_path, {"articles/tweede.md": article()})
    (problem,) = find_problems(folder)
    assert problem.startswith("articles/tweede.md:3: id: ")
    assert f"{folder}/{ARTICLE}" in problem


def test_an_id_that_the_site_uses_for_another_type_is_refused(db, tmp_path):
    person = Person.objects.create(family_name="Iemand")
    ContentKey.objects.create(key="proef-bericht", record=person)
    problems = find_problems(write_site(tmp_path))
    assert problems[0].startswith(f"{ARTICLE}:3: id: The site has a person with this id")


ARTICLE_HEAD = "type: article\nid: {0}\ntitle: {0}\nparent: proef-nieuws"
BOOK_HEAD = "type: publication\nid: {0}\ntitle: {0}\nparent: proef-publicaties\nkind: proef-boek"
TOGETHER = [
    ("type: article\nid: {0}\ntitle: {0}\nparent: proef-agenda", "5: parent: The type article cannot stand"),
    ("type: article\nid: {0}\ntitle: {0}", "1: parent: Fill this in."),
    ("type: article\nid: {0}\nparent: proef-nieuws", "1: title: Fill this in."),
    ("type: event\nid: {0}\ntitle: {0}\nparent: proef-agenda", "1: kind: Fill this in."),
    ("type: article-index\nid: {0}\ntitle: {0}\nparent: proef-home", "5: parent: There can be only 1 article-index"),
    ("type: home\nid: {0}\ntitle: {0}", "2: type: There can be only one home"),
    ("type: home\nid: {0}\ntitle: {0}\nlanguage: en\nparent: proef-home", "6: parent: Leave it out"),
    ("type: article\nid: {0}\ntitle: Proefbericht\nparent: proef-nieuws", "1: slug: The page of "),
    (ARTICLE_HEAD + "\ntranslation_of: proef-bericht", "6: translation_of: Give the language"),
    ("type: organisation\nid: {0}\nname: {0}\nvalid_from: 2018-01-02\nvalid_to: 2018-01-01", "6: valid_to: "),
    ("type: organisation\nid: {0}\nname: {0}\nror: https://ror.org/x", "5: ror: Write https://ror.org/"),
    ("type: person\nid: {0}\nfamily_name: X\norcid: 0000-0002-1825-0098", "5: orcid: This ORCID has a typing error"),
    ("type: law\nid: {0}\nname: {0}\nposition: -1", "5: position: “-1” is not a whole number."),
    ("type: law\nid: {0}\nname: {0}\n---\ntekst", "6: The type law has no text below its fields."),
    ("type: publication-kind\nid: {0}\nname: Proefboek", "1: slug: “proefboek” stands in"),
    (BOOK_HEAD + "\nisbn: 978-90-5931-000-2", "7: isbn: "),
    (BOOK_HEAD + "\nresult_of: [proef-bericht]", "7: result_of[1]: "),
    (
        "type: newsletter-issue\nid: {0}\ntitle: {0}\nparent: proef-home",
        "5: parent: The type newsletter-issue cannot stand",
    ),
]  # fmt: skip


def test_what_does_not_fit_together_is_refused(db, tmp_path):
    assert_refused(tmp_path, TOGETHER, lambda number, text: text.format(f"geval-{number}"))


def test_an_old_address_of_two_pages_is_refused(db, tmp_path):
    changes = {ARTICLE: article("legacy_url: [/oud/]"), "articles/z.md": article("legacy_url: [/oud]", number=1)}
    (problem,) = find_problems(write_site(tmp_path, changes))
    assert problem.startswith("articles/z.md:6: legacy_url: /oud leads to the page of ")


def test_pages_in_a_circle_are_refused(db, tmp_path):
    pages = {
        f"pages/{one}.md": f"type: text-page\nid: {one}\ntitle: {one}\nparent: {other}" for one, other in ("xy", "yx")
    }
    problems = find_problems(write_site(tmp_path, pages))
    assert [problem.split(": ")[0] for problem in problems] == ["pages/x.md:5", "pages/y.md:5"]


IMAGE = "type: image\nid: geval-{}\ntitle: Beeld\nfile: {}"
DOCUMENT = "type: document\nid: geval-{}\ntitle: Stuk\nfile: {}"
PAGE = b"<html><script>alert(1)</script></html>"
UPLOADS = [
    ((IMAGE, "weg.png", None), "5: file: There is no file “weg.png”"),
    ((IMAGE, "../beeld.png", None), "5: file: Write the name of a file in the same folder"),
    ((IMAGE, "/etc/passwd", None), "5: file: Write the name of a file in the same folder"),
    ((IMAGE, ".verborgen.png", None), "5: file: Write the name of a file in the same folder"),
    ((IMAGE, "bladzij.html", PAGE), "5: file: "),
    ((IMAGE, "bladzij.png", PAGE), "5: file: "),
    ((IMAGE, "tekening.svg", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>"), "5: file: "),
    ((DOCUMENT, "stuk.html", PAGE), "5: file: A document cannot be a “html”"),
    ((DOCUMENT, "stuk.pdf", PAGE), "5: file: The content of the file is not that of a “pdf”."),
    ((DOCUMENT, "leeg.pdf", b""), "5: file: This file is empty."),
]


def test_a_file_of_the_wrong_kind_is_refused(db, tmp_path):
    (tmp_path / "beeld.png").write_bytes(make_png())

    def write(number, what):
        record, name, data = what
        if data is not None:
            (tmp_path / "zz" / name).write_bytes(data)
        return record.format(number, name)

    (tmp_path / "zz").mkdir()
    assert_refused(tmp_path, UPLOADS, write)


def test_a_file_behind_a_symbolic_link_is_refused(db, tmp_path):
    folder = write_site(tmp_path / "inhoud", {"media/x.md": DOCUMENT.format(1, "stuk.pdf")})
    (tmp_path / "geheim.pdf").write_bytes(PDF)
    (folder / "media/stuk.pdf").symlink_to(tmp_path / "geheim.pdf")
    (problem,) = find_problems(folder)
    assert "There is no file “stuk.pdf”" in problem


def test_all_problems_of_all_files_are_named_at_once(db, tmp_path):
    changes = {
        ARTICLE: article("kleur: rood\nkind: roman", "<b>x</b>"),
        EVENT: "type: event\nid: proef-dag\ntitle: D\nparent: proef-weg\nkind: proef-weg",
        "articles/stuk.md": b"niets",
    }
    places = [problem.split(": ")[0] for problem in find_problems(write_site(tmp_path, changes))]
    assert places == ["articles/proef-bericht.md:6", "articles/proef-bericht.md:7", "articles/proef-bericht.md:9",
                      "articles/stuk.md:1", "events/proef-dag.md:5", "events/proef-dag.md:6"]  # fmt: skip


def test_a_refused_import_writes_nothing(db, tmp_path):
    before = (Page.objects.count(), ContentKey.objects.count())
    with pytest.raises(ContentRefused):
        import_folder(write_site(tmp_path, {ARTICLE: article("kleur: rood")}))
    assert (Page.objects.count(), ContentKey.objects.count()) == before


def test_a_folder_without_content_is_refused(db, tmp_path):
    (problem,) = find_problems(tmp_path)
    assert "There are no files ending in .md here" in problem
