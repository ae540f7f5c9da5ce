"""The repository of the tests of sources."""

from __future__ import annotations

import pytest

from tests.repository import Repository


@pytest.fixture
def repository(repository: Repository) -> Repository:
    """A repository with one commit."""
    repository.commit({"a.py": "a\n"})
    return repository
