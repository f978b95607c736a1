"""The files of a scenario: found within its folder, read up to a limit, recorded with their hash."""

from __future__ import annotations

import hashlib
import math
import sys
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath
from typing import Any

from allocator.errors import InputError, Mark, nearest
from allocator.scenario.decoding import decoded
from allocator.scenario.nodes import Node, kind_of

LARGEST = 10 * 2**20


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that was read: its name as shown to the user, and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file's text, and the record of it."""

    record: FileRecord
    text: str


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file as someone named it: on the command line, or at `mark` under the scenario's key `key`.

    A path of None is standard input; `data` is its bytes, where they were read already.
    """

    path: Path | None
    name: str
    key: str = ""
    mark: Mark | None = None
    data: bytes | None = None

    @property
    def folder(self) -> Path:
        """The folder to which the file's own file names are relative."""
        return self.path.parent if self.path else Path()

    def is_same_as(self, other: NamedFile) -> bool:
        """Whether both names lead to one file; standard input is like no other."""
        return None not in (self.path, other.path) and _resolved(self) == _resolved(other)

    def fault(self, problem: str, **facts: Any) -> InputError:
        """An error about this file, at the place that names it."""
        return InputError.single(f"{self.name}: {problem}", path=self.key, mark=self.mark, **facts)


def named(path: Path | str | NamedFile) -> NamedFile:
    """The file that a user names; `-` is standard input."""
    if isinstance(path, NamedFile):
        return path
    return NamedFile(None, "<stdin>") if str(path) == "-" else NamedFile(Path(path), str(path))


def root_of(file: NamedFile) -> Path:
    """The real folder of a file, which nothing that the file names may leave."""
    return _resolved(replace(file, path=file.folder))


def beside(teller: NamedFile, root: Path, key: str, node: Node) -> NamedFile:
    """The file that `teller` names under `key`; refuses one that does not lie in `root` or below."""
    if not isinstance(node.value, str) or not node.value.strip():
        found = kind_of(node.value)
        raise InputError.single(
            "not a file", path=key, mark=node.mark, expected="one file's name", found=found
        )
    path = teller.folder / node.value
    file = NamedFile(path, str(path), key, node.mark)
    absolute = Path(node.value).is_absolute() or PureWindowsPath(node.value).is_absolute()
    if absolute or not _resolved(file).is_relative_to(root):
        raise file.fault("leaves the scenario's folder", expected="a file in that folder or below")
    return file


def read_text(file: NamedFile) -> TextFile:
    """The whole text of a file of at most 10 MB; raises `InputError`."""
    data = _bytes_of(file)
    record = FileRecord(file.name, hashlib.sha256(data).hexdigest())
    return TextFile(record, decoded(data, file.name))


def _resolved(file: NamedFile) -> Path:
    try:
        return (file.path or Path()).resolve()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a NUL in the name
        raise file.fault("cannot be found") from None


def _bytes_of(file: NamedFile) -> bytes:
    if file.data is not None:
        return _within_limit(file, file.data)
    if file.path is None:
        return _within_limit(file, sys.stdin.buffer.read(LARGEST + 1))
    try:
        if file.path.is_dir():
            raise file.fault("is a folder, not a file")
        _refuse_large(file, file.path.stat().st_size)
        with file.path.open("rb") as stream:
            return _within_limit(file, stream.read(LARGEST + 1))
    except FileNotFoundError:
        raise file.fault("no such file", suggestion=_neighbour(file.path)) from None
    except ValueError:
        raise file.fault("not a file name") from None
    except OSError as error:
        raise file.fault(f"cannot be read: {(error.strerror or str(error)).lower()}") from None


def _within_limit(file: NamedFile, data: bytes) -> bytes:
    _refuse_large(file, len(data))
    return data


def _refuse_large(file: NamedFile, size: int) -> None:
    if size > LARGEST:
        # Of a stream only the first byte past the limit is known.
        found = f"{math.ceil(size / 2**20 * 10) / 10:g} MB" if size > LARGEST + 1 else "more"
        raise file.fault("the file is too large", expected=f"at most {LARGEST >> 20} MB", found=found)


def _neighbour(path: Path) -> str:
    try:
        name = nearest(path.name, (entry.name for entry in path.parent.iterdir() if entry.is_file()))
    except OSError:
        return ""
    return str(path.with_name(name)) if name else ""
