"""Every block of every document does what the document says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.runner import ROOT, folder_for_documents, run_document, updated

DOCUMENTS = [path for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))) if path.is_file()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=[path.relative_to(ROOT).as_posix() for path in DOCUMENTS])
def test_document_runs_as_written(
    document: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> None:
    folder = folder_for_documents(tmp_path_factory.mktemp("document"))
    text = document.read_text(encoding="utf-8")
    report = run_document(text, folder, update=request.config.getoption("--update-docs"))
    if report.edits:
        document.write_text(updated(text, report.edits), encoding="utf-8")
    if report.findings:
        pytest.fail(f"{document.relative_to(ROOT)}\n{report}", pytrace=False)
