"""A repository with the hook in its configuration, and both programs that call hooks."""

from __future__ import annotations

import pytest

from tests.integrations.pre_commit.running import configure
from tests.repository import Repository


@pytest.fixture(params=[pytest.param("pre-commit", marks=pytest.mark.deep), "prek"])
def tool(request: pytest.FixtureRequest) -> str:
    """prek calls hooks as pre-commit does, in half the time. `test_batches.py` runs pre-commit each time."""
    return str(request.param)


@pytest.fixture
def repository(repository: Repository) -> Repository:
    """A repository with the hook in its configuration, and one commit."""
    configure(repository)
    repository.commit()
    return repository
