"""The whole demo site leaves as files and comes back from them as it was."""

import shutil
from pathlib import Path

from kus_site.content.exporter import export_folder
from kus_site.content.importer import import_folder
from tests.content_samples import empty_site, read_tree


def test_the_demo_site_comes_back_byte_for_byte(db, settings, tmp_path):
    settings.MEDIA_ROOT = shutil.copytree(Path(settings.MEDIA_ROOT), tmp_path / "media")
    export_folder(tmp_path / "eerst")
    first = read_tree(tmp_path / "eerst")
    assert first
    empty_site()
    outcome = import_folder(tmp_path / "eerst")
    assert (outcome.changed, outcome.unchanged) == (0, 0)
    export_folder(tmp_path / "weer")
    second = read_tree(tmp_path / "weer")
    assert sorted(second) == sorted(first)
    assert [name for name, content in first.items() if second[name] != content] == []
