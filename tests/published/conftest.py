"""Published problems go through the same command line as its own tests."""

from __future__ import annotations

from tests.cli.conftest import run

__all__ = ["run"]
