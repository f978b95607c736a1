"""A file that grows by whole lines while a long command runs."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from pathlib import Path

from allocator.errors import AllocatorError, InputError

_NEW = os.O_WRONLY | os.O_CREAT | os.O_APPEND
_BINARY = getattr(os, "O_BINARY", 0)


class GrowingFile(AbstractContextManager["GrowingFile"]):
    """Lines added to a file, each in one write, so that a reader never sees half of one for long.

    `keep` is how many bytes of a file that is there already stay; what follows them is cut off.
    """

    def __init__(self, path: Path, *, keep: int) -> None:
        self._path = path
        try:
            self._file = os.open(path, _NEW | _BINARY, 0o666)
            if keep < os.fstat(self._file).st_size:
                os.ftruncate(self._file, keep)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise InputError.single(f"{path}: cannot be written: {reason}") from None

    def add(self, line: str) -> bool:
        """Write a line, whole; says true. Raises AllocatorError where the disk does not take it."""
        rest = line.encode("utf-8", "backslashreplace")
        try:
            while rest:
                rest = rest[os.write(self._file, rest) :]
        except OSError as error:
            raise AllocatorError(f"{self._path}: {(error.strerror or str(error)).lower()}") from None
        return True

    def __exit__(self, *_error: object) -> None:
        os.close(self._file)
