"""A repository with the hook in its configuration, and both programs that call hooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integrations.pre_commit.running import TOOLS, configure
from tests.repository import Repository


@pytest.fixture(params=TOOLS)
def tool(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A repository with the hook in its configuration, and one commit."""
    made = Repository(tmp_path / "repository")
    configure(made)
    made.commit()
    return made
