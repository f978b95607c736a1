from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import pytest

from allocator.errors import InputError
from allocator.render import writing
from allocator.render.writing import write_files, write_out


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_whole_with_the_usual_permissions(tmp_path: Path) -> None:
    target = tmp_path / "plan.json"
    mask = os.umask(0o022)
    try:
        write_files({target: "ä\r\n"}, force=False)
    finally:
        os.umask(mask)
    assert target.read_bytes() == "ä\r\n".encode()
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert names_in(tmp_path) == ["plan.json"]


def test_an_existing_file_is_kept_unless_forced(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("mine")
    with pytest.raises(InputError, match="exists already; --force"):
        write_files({new: "x", old: "x"}, force=False)
    assert (old.read_text(), names_in(tmp_path)) == ("mine", ["old"])
    write_files({new: "x", old: "y"}, force=True)
    assert (old.read_text(), new.read_text()) == ("y", "x")


def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "plan"
    monkeypatch.setattr(writing, "refuse_existing", lambda path, force: path.write_text("mine"))
    with pytest.raises(InputError, match="exists already"):
        write_files({target: "x"}, force=False)
    assert (target.read_text(), names_in(tmp_path)) == ("mine", ["plan"])


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="cannot be written: no space left"):
        write_files({tmp_path / "plan": "x"}, force=False)
    assert names_in(tmp_path) == []


def test_the_target_of_a_link_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_files({tmp_path / "link": "new"}, force=True)
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_device_is_written_to_and_never_replaced() -> None:
    write_files({Path(os.devnull): "x"}, force=False)
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@pytest.mark.parametrize(("name", "words"), [("", "is a folder"), ("no/plan", "there is no folder")])
def test_places_where_no_file_can_be_are_told(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        write_files({tmp_path / name: "x"}, force=True)


def test_a_screen_that_lacks_a_letter_gets_a_question_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    class Screen(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", Screen(raw, encoding="ascii"))
    write_out("Fjäril 10\n")
    assert raw.getvalue().split() == [b"Fj?ril", b"10"]
