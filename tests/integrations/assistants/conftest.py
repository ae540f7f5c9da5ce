"""What the tests of hooks share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repository import Repository


@pytest.fixture
def repository(repository: Repository, folder: Path) -> Repository:
    """A repository that is not the working folder: an assistant names its own."""
    assert folder in repository.root.parents
    return repository
