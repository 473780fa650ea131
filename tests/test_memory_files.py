"""Where the tests put their files: in memory where there is room, and nothing of it stays."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from scripts import memory_files
from scripts.memory_files import temporary_files_in_memory


@pytest.fixture(autouse=True)
def memory(tmp_path, monkeypatch):
    """A folder in place of /dev/shm, on a machine with room, whose TMPDIR nobody set; yields it."""
    monkeypatch.delenv("TMPDIR", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(memory_files, "MEMORY", tmp_path)
    monkeypatch.setattr(memory_files, "NEEDED", 0)
    return tmp_path


def test_what_is_started_puts_its_files_there_and_they_are_gone_afterwards(memory):
    before = tempfile.gettempdir()

    def use_until_ctrl_c():
        with temporary_files_in_memory() as folder:
            assert folder.parent == memory
            Path(tempfile.mkdtemp()).joinpath("file").touch()
            program = "import tempfile; print(tempfile.gettempdir())"
            assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == str(folder)
            # The database server is another user.
            assert folder.stat().st_mode & 0o7777 == 0o1777
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        use_until_ctrl_c()
    assert list(memory.iterdir()) == []
    assert "TMPDIR" not in os.environ
    assert tempfile.gettempdir() == before


def test_a_place_that_somebody_chose_stays(memory, monkeypatch):
    monkeypatch.setenv("TMPDIR", "/somewhere")
    with temporary_files_in_memory() as folder:
        assert (folder, os.environ["TMPDIR"]) == (None, "/somewhere")


@pytest.mark.parametrize("missing", ["room", "folder"])
def test_a_machine_without_room_in_memory_uses_its_disk(missing, memory, monkeypatch):
    if missing == "room":
        monkeypatch.setattr(memory_files, "NEEDED", 2**60)
    else:
        monkeypatch.setattr(memory_files, "MEMORY", memory / "not-there")
    with temporary_files_in_memory() as folder:
        assert folder is None
        assert "TMPDIR" not in os.environ


def test_the_next_run_removes_what_a_killed_one_left_and_nothing_of_one_that_goes_on(memory):
    (memory / "kus-run-killed").mkdir()
    (memory / "of-another-program").mkdir()
    with temporary_files_in_memory() as first:
        os.environ.pop("TMPDIR")
        with temporary_files_in_memory() as second:
            assert {path.name for path in memory.iterdir()} == {first.name, second.name, "of-another-program"}
