"""The organisation of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.organisation.repositories import NAMES, Organisation, indexed_organisation, organisation, running


@pytest.fixture(autouse=True, scope="package")
def clusters() -> Iterator[None]:
    """The clusters that tests start end with the last of them: other tests fork, which is no good beside threads."""
    yield
    running.close()


@pytest.fixture
def ours(tmp_path: Path) -> Organisation:
    return organisation(tmp_path, NAMES)


@pytest.fixture
def indexed(tmp_path: Path) -> Organisation:
    """As `ours`, with an index."""
    return indexed_organisation(tmp_path)
