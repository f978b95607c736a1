"""A Markdown document as its fenced blocks, and a console block as its commands."""

from __future__ import annotations

import re
from dataclasses import dataclass

FENCE = re.compile(r"(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)")
OPTIONS: dict[str, frozenset[str]] = {
    "console": frozenset({"exit"}),
    "csv": frozenset({"file"}),
    "json": frozenset({"file"}),
    "make": frozenset(),
    "math": frozenset(),
    "python": frozenset(),
    "sh": frozenset(),
    "text": frozenset(),
    "yaml": frozenset({"file"}),
}


class DocumentError(Exception):
    """A document that the runner cannot read; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: what follows the opening fence, and the lines inside without their indentation.

    `start` is the index in the document of the first line inside, so also the opening fence's line number.
    """

    language: str
    options: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    start: int
    indent: str = ""

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)

    def option(self, name: str) -> str | None:
        """The value of `name=value` in the info string."""
        return dict(self.options).get(name)


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a console block, and the output that the document shows for it.

    `start` and `stop` bound the output's lines in the document; `indent` is what stands before each.
    """

    text: str
    expected: tuple[str, ...]
    status: int
    number: int
    start: int
    stop: int
    indent: str


def blocks(text: str) -> list[Block]:
    """All fenced blocks of a document, in order."""
    lines = text.splitlines()
    found = []
    index = 0
    while index < len(lines):
        opening = FENCE.fullmatch(lines[index])
        index += 1
        if opening is None:
            continue
        stop = _closing(lines, index, opening["fence"])
        found.append(_block(opening, lines[index:stop], index))
        index = stop + 1
    return found


def _closing(lines: list[str], start: int, fence: str) -> int:
    for index in range(start, len(lines)):
        line = lines[index].strip()
        if len(line) >= len(fence) and set(line) == {fence[0]}:
            return index
    raise DocumentError(f"line {start}: this block is never closed")


def _block(opening: re.Match[str], lines: list[str], start: int) -> Block:
    language, *words = opening["info"].split() or [""]
    if language not in OPTIONS:
        raise DocumentError(
            f'line {start}: a block of language "{language}" would run nowhere (known: {", ".join(OPTIONS)})'
        )
    options = tuple(_option(word, OPTIONS[language], start) for word in words)
    indent = opening["indent"]
    inside = tuple(line.removeprefix(indent) for line in lines)
    return Block(language, options, inside, start, indent)


def _option(word: str, known: frozenset[str], line: int) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if name not in known or not equals or not value:
        raise DocumentError(f'line {line}: unknown option "{word}" (known: {", ".join(known) or "none"})')
    return name, value


def commands(block: Block) -> list[Command]:
    """The commands of a console block.

    A line `$ command` opens one; it goes on in lines that start with `> `. The lines after it, up to the
    next command, are its output. `exit=3` is the status of the block's last command; a command that is
    followed by `$ echo $?` may end as it likes.
    """
    lines = block.lines
    starts = [index for index, line in enumerate(lines) if line.startswith("$ ")]
    if not starts or "".join(lines[: starts[0]]).strip():
        raise DocumentError(f"line {block.start}: a console block must start with a line `$ command`")
    stops = [*starts[1:], len(lines)]
    last = int(block.option("exit") or 0)
    statuses = [0] * (len(starts) - 1) + [last]
    return [
        _command(block, start, stop, status)
        for start, stop, status in zip(starts, stops, statuses, strict=True)
    ]


def _command(block: Block, start: int, stop: int, status: int) -> Command:
    lines = block.lines
    output = start + 1
    while output < stop and lines[output].startswith("> "):
        output += 1
    text = "\n".join(line[2:] for line in lines[start:output])
    expected = stripped(lines[output:stop])
    return Command(
        text=text,
        expected=expected,
        status=status,
        number=block.start + start + 1,
        start=block.start + output,
        stop=block.start + output + len(expected),
        indent=block.indent,
    )


def stripped(lines: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The lines without spaces at their ends and without empty lines at the end."""
    kept = [line.rstrip() for line in lines]
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def alike(expected: tuple[str, ...], actual: tuple[str, ...]) -> bool:
    """Whether the output is the one shown; a shown line `...` stands for any number of lines."""
    first, *later = _split(expected)
    if not later:
        return first == actual
    *middle, last = later
    stop = len(actual) - len(last)
    place = len(first)
    if place > stop or actual[:place] != first or actual[stop:] != last:
        return False
    for part in middle:
        found = _find(part, actual, place, stop)
        if found is None:
            return False
        place = found + len(part)
    return True


def abridged(expected: tuple[str, ...], actual: tuple[str, ...]) -> tuple[str, ...]:
    """The output with only those paragraphs that the document shows, where it leaves some out with `...`.

    A paragraph is known by its first two words; where none is found again, all of the output stays.
    """
    shown = {_name(part) for part in _paragraphs(expected)} - {"..."}
    if "..." not in expected or not any(_name(part) in shown for part in _paragraphs(actual)):
        return actual
    lines: list[str] = []
    for part in _paragraphs(actual):
        kept = _name(part) in shown
        if kept or not lines or lines[-1] != "...":
            gap = [""] if kept and lines and lines[-1] != "..." else []
            lines += [*gap, *part] if kept else ["..."]
    return tuple(lines)


def _paragraphs(lines: tuple[str, ...]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for line in lines:
        if not line:
            parts.append([])
        elif "..." in (line, *parts[-1][-1:]):
            parts.append([line])
        else:
            parts[-1].append(line)
    return [part for part in parts if part]


def _name(part: list[str]) -> str:
    return " ".join(part[0].split()[:2])


def _split(expected: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The runs of lines between the lines `...`."""
    parts: list[tuple[str, ...]] = [()]
    for line in expected:
        if line == "...":
            parts.append(())
        else:
            parts[-1] += (line,)
    return parts


def _find(part: tuple[str, ...], actual: tuple[str, ...], start: int, stop: int) -> int | None:
    """Where `part` first stands between `start` and `stop`."""
    places = range(start, stop - len(part) + 1)
    return next((place for place in places if actual[place : place + len(part)] == part), None)
