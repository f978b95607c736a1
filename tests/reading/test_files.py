"""Which files are opened, and what their bytes may be."""

from __future__ import annotations

import hashlib
import io
import sys
from pathlib import Path

import pytest

from allocator.errors import InputError
from allocator.scenario.source import read_source


def errors_of(path: str | Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_source(path)
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.fixture
def stdin(monkeypatch):
    def give(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return give


def test_a_missing_file_gets_a_suggestion(desk):
    desk.write(starter_yaml="a: 1\n")
    assert errors_of("startr.yaml") == ['startr.yaml: no such file; did you mean "starter.yaml"?']


def test_a_folder_is_refused(desk):
    assert errors_of(desk.folder)[0].endswith("is a folder, not a file")


@pytest.mark.parametrize("name", ["a\0b.yaml", "a\0/b.yaml", "x" * 5000])
def test_a_name_that_no_file_can_have_is_refused(desk, name):
    assert len(errors_of(name)) == 1


def test_an_unreadable_file_is_refused(desk, monkeypatch):
    desk.write(s_yaml="a: 1\n")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert errors_of("s.yaml") == ["s.yaml: cannot be read: permission denied"]


def test_a_50_mb_file_is_refused_before_it_is_read(desk, monkeypatch):
    with (desk.folder / "s.yaml").open("wb") as stream:
        stream.truncate(50 * 2**20)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("it was opened"))
    assert errors_of("s.yaml") == ["s.yaml: the file is too large (expected at most 10 MB, found 50 MB)"]


def test_standard_input_is_read_no_further_than_the_limit(stdin):
    stdin(b"#" * (10 * 2**20 + 2))
    assert errors_of("-") == ["<stdin>: the file is too large (expected at most 10 MB, found more)"]


def test_standard_input_is_read(stdin):
    stdin(b"a: 1\n")
    source = read_source("-")
    assert source.data == {"a": 1}
    assert str(source.mark(("a",))) == "<stdin>:1:1"
    assert source.files[0].name == "<stdin>"


def test_standard_input_extends_files_of_the_current_folder(desk, stdin):
    desk.write(base_yaml="a: 1\n")
    stdin(b"extends: base.yaml\nb: 2\n")
    assert read_source("-").data == {"a": 1, "b": 2}


def test_standard_input_cannot_leave_the_current_folder(desk, stdin):
    stdin(b"extends: ../base.yaml\n")
    assert "leaves the scenario's folder" in errors_of("-")[0]


def test_a_byte_order_mark_is_accepted(desk):
    source = desk.read(b"\xef\xbb\xbfa: 1\n")
    assert source.data == {"a": 1}
    assert source.mark(("a",)).column == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named(desk, encoding):
    assert desk.errors("a: 1\n".encode(encoding)) == ["s.yaml:1:1: saved as UTF-16; save the file as UTF-8"]


def test_bytes_that_are_not_utf_8_are_shown_with_their_place(desk):
    errors = desk.errors("a: 1\nb: blåbær\n".encode("latin-1"))
    assert errors == ["s.yaml:2:6: not UTF-8 text (byte 0xe5); save the file as UTF-8"]


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\ufffe"])
def test_control_characters_are_shown_with_their_place(desk, sign):
    code = f"U+{ord(sign):04X}"
    assert desk.errors(f"a: 1\nb: x{sign}\n") == [
        f"s.yaml:2:5: a control character ({code}) in the text; remove it"
    ]


def test_windows_line_ends_are_read(desk):
    source = desk.read("a: 1\r\nb: 2\r\n")
    assert source.data == {"a": 1, "b": 2}
    assert source.mark(("b",)).line == 2


def test_each_file_is_recorded_with_its_hash_base_first(desk):
    source = desk.read(
        "extends: base.yaml\n", base_yaml="items_csv: items.csv\n", items_csv="id,kind\ncrm,tool\n"
    )
    assert [record.name for record in source.files] == ["base.yaml", "items.csv", "s.yaml"]
    assert source.files[2].sha256 == hashlib.sha256(b"extends: base.yaml\n").hexdigest()


def test_files_are_named_from_the_current_folder(desk):
    (desk.folder / "sub").mkdir()
    (desk.folder / "sub" / "base.yaml").write_text("a: .nan\n")
    (desk.folder / "sub" / "top.yaml").write_text("extends: base.yaml\n")
    assert errors_of("sub/top.yaml")[0].startswith("sub/base.yaml:1:1: a: ")


@pytest.mark.parametrize("name", ["../base.yaml", "/etc/passwd", "C:\\base.yaml", "sub/../../base.yaml"])
@pytest.mark.parametrize("key", ["extends", "items_csv"])
def test_files_outside_the_folder_are_refused(desk, key, name):
    errors = desk.errors(f"a: 1\n{key}: {name}\n")
    assert [error.split(" (")[0] for error in errors] == [
        f"s.yaml:2:1: {key}: {name}: leaves the scenario's folder"
    ]


def test_a_link_that_leaves_the_folder_is_refused(tmp_path, monkeypatch):
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.yaml").write_text("a: 1\n")
    (inside / "base.yaml").symlink_to(tmp_path / "secret.yaml")
    (inside / "s.yaml").write_text("extends: base.yaml\n")
    monkeypatch.chdir(inside)
    assert "leaves the scenario's folder" in errors_of("s.yaml")[0]


def test_a_base_in_a_subfolder_may_name_its_neighbours_above(desk):
    (desk.folder / "sub").mkdir()
    (desk.folder / "sub" / "mid.yaml").write_text("extends: ../base.yaml\n")
    assert desk.read("extends: sub/mid.yaml\n", base_yaml="a: 1\n").data == {"a": 1}


@pytest.mark.parametrize("value", ["", "3", "[a.yaml]", "null", "''"])
def test_extends_must_be_one_file_name(desk, value):
    assert desk.errors(f"extends: {value}\n")[0].startswith("s.yaml:1:1: extends: not a file (")


def test_a_missing_base_is_reported_where_it_is_named(desk):
    assert desk.errors("a: 1\nextends: bse.yaml\n", base_yaml="a: 1\n") == [
        's.yaml:2:1: extends: bse.yaml: no such file; did you mean "base.yaml"?'
    ]


def test_a_circle_is_named(desk):
    errors = desk.errors("extends: a.yaml\n", a_yaml="extends: b.yaml\n", b_yaml="extends: s.yaml\n")
    assert errors == ["b.yaml:1:1: extends: runs in a circle: s.yaml -> a.yaml -> b.yaml -> s.yaml"]


def test_mistakes_of_a_sheet_and_of_the_base_are_reported_together(desk):
    errors = desk.errors(
        "extends: base.yaml\nitems_csv: items.csv\n", base_yaml="a: .nan\n", items_csv="kind\ntool\n"
    )
    assert [error.split(":")[0] for error in errors] == ["items.csv", "base.yaml"]
