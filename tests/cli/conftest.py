"""The command line, run in this process: exit code, standard output and standard error."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from allocator.cli import main

SCENARIO = """\
format: 1
name: Small
currency: EUR
horizon: {start: 2027-01, periods: 3, every: month}
budget: {total: 9000, release: even, reserve: 10%, reinvest: {share: 50%, into: [long], lag: 1}}
goals:
  - {name: enquiries, metric: lead, at_least: 20}
metrics:
  lead: {value: 100}
items:
  crm: {name: CRM, kind: tool, price: {amount: 100, every: month}, status: committed, info: {owner: "=Ann"}}
  search: {kind: ad, channel: search, time_frame: fast, spend: {max_per_period: 1000}, returns: {cpl: 40}}
  video: {kind: service, time_frame: long, units: {price: 1500, max_total: 2}, returns: {roi: 20%}}
  social: {kind: ad, channel: facebook, time_frame: fast, spend: {}, returns: {roas: 1.2}}
limits:
  - {name: search cap, on: search, max_total: 25%}
"""
IMPOSSIBLE = """\
budget: 1000
currency: USD
items:
  crm: {kind: tool, price: 900, status: committed}
  video: {kind: service, spend: {min_total: 200}}
"""
MISTAKEN = """\
budgt: 3
items:
  a: {kind: tol, price: 3}
"""


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


class _Stream(io.TextIOWrapper):
    def __init__(self, data: bytes = b"") -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8", newline="")

    @property
    def text(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode()


Run = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run `allocator` with these arguments, in an empty folder, with this on standard input."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ALLOCATOR_DEBUG", raising=False)

    def run(*arguments: object, stdin: str | bytes = b"") -> Ended:
        out, err = _Stream(), _Stream()
        data = stdin.encode() if isinstance(stdin, str) else stdin
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["allocator", *map(str, arguments)])
            patch.setattr(sys, "stdin", _Stream(data))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            with pytest.raises(SystemExit) as ended:
                main()
        return Ended(int(ended.value.code or 0), out.text, err.text)

    return run


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


@pytest.fixture
def plan(run: Run, scenario: Path, tmp_path: Path) -> Path:
    """A saved plan."""
    path = tmp_path / "plan.json"
    assert run("solve", scenario, "--format", "json", "-o", path).code == 0
    return path
