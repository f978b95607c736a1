"""A scenario with the same text in every field that takes any text, and texts that are known to act."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from allocator import scenario_of, solve
from allocator.plan import Plan
from allocator.reports.finance.budgets import other_budgets
from allocator.reports.finance.dossier import Dossier, Provenance
from allocator.reports.finance.page import Studied
from allocator.reports.frontier import FrontierReport
from allocator.scenario.textfiles import FileRecord
from allocator.studies.frontier import frontier

HARMLESS = "plain words"
PAYLOADS = (
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title></style><script>alert(1)</script>",
    "<!--<script>",
    "]]><script>alert(1)</script>",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "<http://evil.example>",
    "{{7*7}}",
    "{% include 'x' %}",
    "${7*7}",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<svg/onload=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "a | b\n\n# c\n- d",
    "``` `x` ~~~",
    "data('bars')[0]; datum.value",
    "\u202egnp.exe\u2028alert(1)",
    "\\u003cscript\\u003e",
    "\ufffe alone",
)


def plan_with(text: str) -> Plan:
    """A plan of a scenario with this text wherever one may stand; words without control characters."""
    word = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    returns = {word: {"per_money": "0.02"}, "source": text}
    item = {"name": text, "channel": word, "info": {word: text}, "source": text, "time_frame": "fast"}
    return solve(
        scenario_of(
            {
                "name": text,
                "notes": text,
                "currency": "EUR",
                "horizon": {"start": "2027-01", "periods": 3, "every": "month"},
                "budget": {"total": 9000},
                "report": dict.fromkeys(
                    ("title", "version", "prepared_by", "reviewed_by", "approved_by"), text
                ),
                "metrics": {word: {"value": 100, "source": text}},
                "goals": [{"name": text, "metric": word, "at_least": 150}],
                "items": {
                    "one": item | {"kind": "ad", "spend": {"max_total": 5000}, "returns": returns},
                    "two": item | {"kind": "service", "spend": {}, "channel": "other", "returns": returns},
                    "three": {"name": text, "kind": "tool", "price": 900, "status": "committed"},
                },
                "limits": [{"name": text, "on": "two", "max_total": 2600, "source": text}],
            }
        )
    )


def dossier_with(text: str) -> Dossier:
    """Its plan with origins that are called so as well."""
    files = (FileRecord(text, "0" * 64),)
    return Dossier(plan_with(text), Provenance(text, "1.0", files, (text,)))


@cache
def page_with(text: str) -> str:
    """Its web page, with a slider."""
    from allocator.render.reporting import ReportFormat, renderer

    dossier = dossier_with(text)
    scenario = dossier.plan.scenario
    report = FrontierReport((scenario,), {}, frontier(scenario, start=Decimal(4000), stop=Decimal(12000)))
    written = renderer(ReportFormat.WEB_PAGE)(dossier, Studied(budgets=other_budgets(dossier.plan, report)))
    assert isinstance(written, str)
    return written
