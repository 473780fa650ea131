"""The dictionaries of search: simplemma's words as tries that are built once and mapped from their file."""

import subprocess
import sys

import pytest
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from pages.search import dictionaries
from pages.search.dictionaries import FORMS, UNLIKE, TrieDictionaryFactory, open_trie, trie_path
from tests.checkout import ROOT


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the English trie, the smaller one, built in it."""
    folder = tmp_path_factory.mktemp("built") / "tries"
    open_trie("en", FORMS, folder)
    return folder


def test_every_word_has_the_form_that_simplemma_gives_it(folder):
    expected = DefaultDictionaryFactory().get_dictionary("en")
    dictionary = TrieDictionaryFactory(folder).get_dictionary("en")
    assert len(dictionary) == len(expected)
    assert all(dictionary.get(word) == form for word, form in expected.items())


def test_it_is_a_mapping_that_knows_what_is_not_in_it(folder):
    dictionary = TrieDictionaryFactory(folder).get_dictionary("en")
    assert dictionary["houses"] == "house"
    assert "houses" in dictionary
    assert next(iter(dictionary)) in dictionary
    assert "houzes" not in dictionary
    assert dictionary.get("houzes", "-") == "-"
    with pytest.raises(KeyError):
        dictionary["houzes"]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("gaan", ["gaat", "ging", "gegaan"]),
        ("stad", ["steden"]),
        ("child", ["children"]),
        ("kwizelbeek", ["kwizelbeek"]),
    ],
)
def test_a_word_has_some_beginning_of_its_form_in_it(form, words):
    beginnings = TrieDictionaryFactory().beginnings(form)
    assert all(any(letters in word for letters in beginnings) for word in words)
    assert not any(letters in "rolstoel" for letters in beginnings)


def test_a_file_that_is_there_is_opened_and_not_built_again(folder):
    path = trie_path("en", FORMS, folder)
    before = path.stat().st_mtime_ns
    assert open_trie("en", FORMS, folder)["houses"] == [b"house"]
    assert path.stat().st_mtime_ns == before
    assert list(folder.iterdir()) == [path]


def test_another_version_of_the_packages_has_another_file(folder):
    simplemma, marisa = dictionaries.version("simplemma"), dictionaries.version("marisa-trie")
    assert trie_path("en", FORMS, folder).name == f"en-forms-simplemma-{simplemma}-marisa-{marisa}.marisa"


def test_a_folder_that_cannot_be_written_leaves_the_trie_in_memory(tmp_path):
    (tmp_path / "tries").write_text("a file where the folder should be")
    assert open_trie("en", FORMS, tmp_path / "tries")["houses"] == [b"house"]


def test_a_language_without_a_dictionary_is_refused(folder):
    with pytest.raises(ValueError, match="xx"):
        TrieDictionaryFactory(folder).get_dictionary("xx")


def test_installing_builds_them_without_the_settings_of_the_site():
    command = [sys.executable, "-m", "pages.search.dictionaries"]
    subprocess.run(command, cwd=ROOT, env={"PATH": "/usr/bin:/bin"}, check=True)
    for language in dictionaries.LANGUAGES:
        assert trie_path(language, FORMS).exists()
        assert trie_path(language, UNLIKE).exists()


def test_git_and_the_image_leave_built_files_out():
    assert "**/*.marisa" in (ROOT / ".dockerignore").read_text().split()
    assert "*.marisa" in (ROOT / ".gitignore").read_text().split()
