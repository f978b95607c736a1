"""The word on standard error while a search takes long."""

from __future__ import annotations

import time

from allocator.cli.patience import WORD, patience


def test_a_long_search_says_so_once(capsys):
    with patience(after=0.05):
        time.sleep(0.3)
    assert capsys.readouterr() == ("", WORD)


def test_a_quick_one_says_nothing(capsys):
    with patience(after=60):
        pass
    assert capsys.readouterr() == ("", "")
