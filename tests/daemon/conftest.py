"""Daemons that the tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

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
