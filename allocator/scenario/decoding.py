"""From the bytes of a file to its text, or one clear word on why it is none."""

from __future__ import annotations

import codecs
import re

from allocator.errors import InputError, Mark

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAVE_AS = "save the file as UTF-8"
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""Characters that no text should hold."""


def decoded(data: bytes, name: str) -> str:
    """The text of a UTF-8 file, without its byte order mark; raises `InputError`."""
    if data.startswith(_UTF_16) or data[:4].count(0) in (2, 3):
        raise InputError.single(f"saved as UTF-16; {_SAVE_AS}", mark=Mark(name, 1, 1))
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        problem = f"not UTF-8 text (byte 0x{data[error.start]:02x}); {_SAVE_AS}"
        raise InputError.single(problem, mark=_end_of(before, name)) from None
    if found := CONTROL.search(text):
        problem = f"a control character (U+{ord(found[0]):04X}) in the text; remove it"
        raise InputError.single(problem, mark=_end_of(text[: found.start()], name))
    return text


def _end_of(text: str, name: str) -> Mark:
    return Mark(name, text.count("\n") + 1, len(text) - text.rfind("\n"))
