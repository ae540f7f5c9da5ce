"""The installed gate, a GitHub on 127.0.0.1, and a runner for the steps of action.yml."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integrations.github import server
from tests.integrations.github.pull_requests import set_traps
from tests.integrations.github.server import FakeGitHub
from tests.repository import Repository, copy_of_the_checkout
from tests.runner import Runner


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """RUNNER_TEMP after the install step, and the checkout it installed from; once for all workers."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    temp, checkout, done = shared / "runner-temp", shared / "checkout", shared / "installed"
    try:
        temp.mkdir()
    except FileExistsError:
        until = time.monotonic() + 300
        while not done.exists() and time.monotonic() < until:
            time.sleep(0.2)
    else:
        workspace = shared / "trapped-workspace"
        workspace.mkdir()
        set_traps(workspace)
        ran = Runner(temp, copy_of_the_checkout(checkout), workspace).install()
        unfinished = shared / "installing"
        unfinished.write_text(f"{ran.code}\n{ran.out}")
        unfinished.rename(done)
    said = done.read_text()
    assert said.startswith("0\n"), said
    return temp, checkout


@pytest.fixture
def fake() -> Iterator[FakeGitHub]:
    with server.running() as running:
        yield running


@pytest.fixture
def repository(repository: Repository) -> Repository:
    repository.commit({"README.md": "hello\n", "pyproject.toml": "[tool.privacy-gate.severity]\nprompt = 'off'\n"})
    repository.git("checkout", "-q", "-b", "feature")
    return repository


@pytest.fixture
def runner(installed: tuple[Path, Path], repository: Repository, fake: FakeGitHub) -> Runner:
    return Runner(*installed, repository.root, fake)
