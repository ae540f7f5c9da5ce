"""The repository of the tests of `privacy-gate init`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.init.setting_up import only_on_path
from tests.repository import Repository


@pytest.fixture
def repository(repository: Repository, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository, a home of its own, and no assistant or manager of hooks on the search path but git."""
    home = folder / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("CLAUDE_CONFIG_DIR", "CODEX_HOME", "COPILOT_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", only_on_path("git", folder / "bin"))
    monkeypatch.chdir(repository.root)
    return repository
