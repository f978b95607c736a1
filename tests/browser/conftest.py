"""A headless browser for the tests, and pages to show in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import NAMES, Chromium, installed


@pytest.fixture(scope="session")
def _browser() -> Iterator[Chromium]:
    program = installed()
    if program is None:
        pytest.skip(f"no browser is installed: none of {', '.join(NAMES)} is in the PATH")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Chromium(program, Path(profile))
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture
def browser(_browser: Chromium) -> Chromium:
    """The browser, showing pages in light, on a wide screen."""
    _browser.look()
    return _browser
