"""What a killed command leaves: the old or the new, whole, and the next one goes on. `make faults` does a hundred."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.crowds import CROWDS, crowd
from tests.faults.killing import campaign
from tests.faults.scenes import SCENES

pytestmark = [pytest.mark.once, pytest.mark.skipif(os.name != "posix", reason="there is no kill on Windows")]

SLOW = {"index", "in place", "org build", "org pull"}
"""To which `make faults` sees, and other tests."""


@pytest.mark.parametrize("name", sorted(SCENES.keys() - SLOW))
def test_what_a_killed_command_leaves(name: str, tmp_path: Path) -> None:
    killed = campaign(SCENES[name], tmp_path, 2, seed=3)

    assert killed.killed >= 1


def test_two_at_once(tmp_path: Path) -> None:
    crowd("installs", tmp_path / "r", 2)


def test_ten_at_once(tmp_path: Path) -> None:
    crowd("all", tmp_path / "r", 10)


def test_all_kinds_are_among_the_ten() -> None:
    assert len(CROWDS) <= 10
