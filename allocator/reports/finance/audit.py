"""The audit trail: what went in, by which hash, and what made the plan."""

from __future__ import annotations

from collections.abc import Iterator

from allocator.plan.exchange import scenario_digest
from allocator.reports.cells import text
from allocator.reports.document import Block, Cell, Facts, Number, Table
from allocator.reports.finance.dossier import Dossier
from allocator.reports.proof import options_in_words, verdict


def audit(dossier: Dossier) -> Iterator[Block]:
    """The files with their hashes, the changes on the command line, versions, status and gap."""
    plan, origin = dossier.plan, dossier.provenance
    entries: list[tuple[str, Cell]] = [
        ("scenario, SHA-256", scenario_digest(plan.scenario.to_data())),
        ("command", origin.command),
        ("allocator", origin.version),
        ("solver", f"{plan.solver_name} {plan.solver_version}"),
        ("solver options", options_in_words(plan) or "not recorded in the saved plan"),
        ("status", plan.status),
        ("gap", Number(plan.gap, 9)),
        ("proof", verdict(plan)),
        *((f"set {number}", setting) for number, setting in enumerate(origin.settings, 1)),
    ]
    yield Facts("Audit", tuple(entries))
    if origin.files:
        rows = tuple((str(number), file.name, file.sha256) for number, file in enumerate(origin.files, 1))
        yield Table("Files, the base first", (text("layer"), *_COLUMNS), rows)
    if origin.others:
        told = tuple((name, file.name, file.sha256) for name, files in origin.others for file in files)
        yield Table("Files of the other scenarios", (text("scenario"), *_COLUMNS), told)


_COLUMNS = (text("file"), text("SHA-256"))
