"""The parser's complaints about YAML, in words that name the cure."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError

from allocator.errors import Mark, Mistake

_PLAIN_WORDS = (
    (
        r"mapping values are not allowed",
        '":" does not fit here; indent like the lines above, or quote the text',
    ),
    (r"sequence entries are not allowed", '"-" does not fit here; begin the list on a new line'),
    (r"character '\\t'", "a tab; indent with spaces"),
    (r"character '(.)' that cannot start", r'text cannot begin with "\1"; put it in quotes'),
    (r"could not find expected ':'", 'no ":" after this key'),
    (r"expected <block end>", "the indentation does not fit the lines above"),
    (r"expected ',' or '([]}])'", r'"\1" or a comma is missing'),
    (r"unexpected end of stream|unexpected document separator", "a quote that is never closed"),
    (r"unknown escape character '(.)'", r'"\\\1" means nothing in double quotes; use single quotes'),
    (r"expected the node content, but found '([^']+)'", r'"\1" stands where a value is expected'),
)
_NEVER_CLOSED = ("flow sequence", "flow mapping", "quoted scalar", "simple key")


def syntax_mistake(error: MarkedYAMLError, file: str) -> Mistake:
    """The parser's error as one line with its place.

    What is never closed is shown where it begins, everything else where it was noticed.
    """
    opened = error.context_mark and any(what in str(error.context) for what in _NEVER_CLOSED)
    mark = error.context_mark if opened else error.problem_mark or error.context_mark
    place = Mark(file, mark.line + 1, mark.column + 1) if mark else Mark(file, 1, 1)
    return Mistake(f"not valid YAML: {_in_plain_words(error.problem or error.context or '')}", mark=place)


def _in_plain_words(problem: str) -> str:
    for pattern, words in _PLAIN_WORDS:
        if found := re.search(pattern, problem):
            return found.expand(words)
    return " ".join(problem.split())
