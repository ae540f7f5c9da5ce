"""The organisation of the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.organisation.repositories import NAMES, Organisation, organisation


@pytest.fixture
def ours(tmp_path: Path) -> Organisation:
    return organisation(tmp_path, NAMES)
