"""What the tests of hooks share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repository import Repository


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    return Repository(tmp_path / "project")
