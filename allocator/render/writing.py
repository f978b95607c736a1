"""Out of the program: files written whole or not at all, and standard output."""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

from allocator.errors import AllocatorError, InputError


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raise InputError where a file must not be written; ask before any long work."""
    if path.is_dir():
        raise InputError.single(f"{path}: is a folder, not a file")
    if not path.parent.is_dir():
        raise InputError.single(f"{path}: there is no folder {path.parent}")
    if not force and _is_kept(path):
        raise InputError.single(f"{path}: the file exists already; --force replaces it")


def write_files(contents: Mapping[Path, str | bytes], *, force: bool) -> None:
    """Write files, each whole, and none where one is refused; raises InputError."""
    for path in contents:
        refuse_existing(path, force=force)
    staged: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            staged[path] = _stage(path, content)
        while staged:
            path = next(iter(staged))
            _publish(staged[path], path, force=force)
            del staged[path]
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError.single(f"{error.filename or path}: cannot be written: {reason}") from None
    finally:
        for path, temporary in staged.items():
            if temporary != path:
                temporary.unlink(missing_ok=True)


def write_out(text: str) -> bool:
    """Write to standard output; says whether it is read. A reader gone away is no fault, a full disk is."""
    try:
        if sys.stdout.isatty():
            encoding = sys.stdout.encoding
            sys.stdout.write(text.encode(encoding, "replace").decode(encoding))  # not every screen has it all
        else:
            sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
        return False
    except OSError as error:
        _silence()
        raise AllocatorError(f"standard output: {(error.strerror or str(error)).lower()}") from None
    return True


def _is_kept(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return path.is_symlink()


def _stage(path: Path, content: str | bytes) -> Path:
    """The content in a new file beside the target, on the disk; a device or a pipe is its own stage."""
    data = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return path
    temporary = path.resolve().with_name(f".allocator-{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _publish(temporary: Path, path: Path, *, force: bool) -> None:
    if temporary == path:
        return
    if force:
        temporary.replace(path.resolve())
        return
    try:
        path.resolve().hardlink_to(temporary)  # unlike a rename, it never replaces a file
    except FileExistsError:
        raise InputError.single(f"{path}: the file exists already; --force replaces it") from None
    except OSError:  # a file system without links
        temporary.replace(path.resolve())
    else:
        temporary.unlink()


def _silence() -> None:
    """Let nothing more be written, so that the interpreter does not complain when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
