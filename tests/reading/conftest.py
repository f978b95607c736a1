"""A folder of scenario files, as the current one, so that names in messages stay short."""

from __future__ import annotations

from pathlib import Path

import pytest

from allocator.errors import InputError
from allocator.scenario.source import Source, read_source


class Desk:
    """Writes scenario files and reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, **files: str | bytes) -> None:
        """One file for each keyword: `base_yaml` writes base.yaml."""
        for key, text in files.items():
            name = ".".join(key.rsplit("_", 1))
            (self.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def read(self, text: str | bytes, *settings: str, **files: str | bytes) -> Source:
        self.write(s_yaml=text, **files)
        return read_source("s.yaml", settings=settings)

    def errors(self, text: str | bytes, *settings: str, **files: str | bytes) -> list[str]:
        with pytest.raises(InputError) as caught:
            self.read(text, *settings, **files)
        return [str(mistake) for mistake in caught.value.mistakes]


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path)
