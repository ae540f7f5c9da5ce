"""Daemons that the tests share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import privacy_gate
from privacy_gate.rules.rule_files import builtin_folder
from tests.daemon.running import Daemon, daemon_directory


@pytest.fixture(scope="session")
def shared_daemon() -> Iterator[Daemon]:
    """A running daemon that no test stops."""
    with daemon_directory() as daemon:
        daemon.begin()
        yield daemon


@pytest.fixture
def daemon() -> Iterator[Daemon]:
    """A directory without a running daemon."""
    with daemon_directory() as made:
        yield made


@pytest.fixture
def installed(folder: Path) -> Path:
    """A copy of the program, with its compiled modules."""
    copy = folder / "installed" / "privacy_gate"
    shutil.copytree(Path(privacy_gate.__file__).parent, copy)
    shutil.copytree(builtin_folder(), copy / "_rules", dirs_exist_ok=True)
    return copy
