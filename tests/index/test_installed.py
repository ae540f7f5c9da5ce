"""Code of packages that are installed in the project's own environment is public; the project itself is not."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from tests.index.code import DUNNING, NEXT_STEP
from tests.index.test_index import findings, gate
from tests.repository import Repository


@pytest.fixture
def ours(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    made.write(".gitignore", ".venv/\nnode_modules/\n")
    made.stage("billing/dunning.py", DUNNING)
    made.git("commit", "-qm", "Add dunning")
    return made


UNIQUE = secrets.token_hex(8)  # what was read of a set of packages stays in the user's cache
SITE = ".venv/lib/python3.12/site-packages"


def install(repository: Repository, name: str, *, from_folder: bool = False) -> None:
    repository.write(f"{SITE}/{name}/dunning.py", DUNNING)
    repository.write(
        f"{SITE}/{name}-1.0.dist-info/RECORD", f"{name}/dunning.py,sha256=x,1\n{name}-1.0.dist-info/RECORD,,\n"
    )
    if from_folder:
        repository.write(f"{SITE}/{name}-1.0.dist-info/direct_url.json", '{"url": "file:///home/me/it"}')


def test_what_a_package_holds_is_public_once_it_was_read(ours: Repository) -> None:
    install(ours, f"ladders_{UNIQUE}")
    assert len(findings(ours, NEXT_STEP)) == 1

    done = gate(ours, "index", "build")

    assert done.code == 0
    assert "1 file of installed packages read" in done.out
    assert findings(ours, NEXT_STEP) == []
    assert "installed packages" not in gate(ours, "index", "build").out  # that is known


def test_another_set_of_packages_is_read_anew(ours: Repository) -> None:
    install(ours, f"rungs_{UNIQUE}")
    gate(ours, "index", "build")
    install(ours, f"more_{UNIQUE}")

    assert len(findings(ours, NEXT_STEP)) == 1
    gate(ours, "index", "build")
    assert findings(ours, NEXT_STEP) == []


def test_the_project_itself_is_not_public_because_it_is_installed(ours: Repository) -> None:
    install(ours, f"ours_{UNIQUE}", from_folder=True)
    gate(ours, "index", "build")

    assert len(findings(ours, NEXT_STEP)) == 1


def test_packages_of_npm_count_and_private_ones_do_not(ours: Repository) -> None:
    ours.write(f"node_modules/a-{UNIQUE}/package.json", '{"name": "a", "private": true}')
    ours.write(f"node_modules/a-{UNIQUE}/x.js", DUNNING)
    gate(ours, "index", "build")
    assert len(findings(ours, NEXT_STEP)) == 1

    ours.write(f"node_modules/@scope-{UNIQUE}/b/package.json", '{"name": "@scope/b"}')
    ours.write(f"node_modules/@scope-{UNIQUE}/b/lib/x.ts", DUNNING)
    gate(ours, "index", "build")
    assert findings(ours, NEXT_STEP) == []


def test_never_send_stays_never_send(ours: Repository) -> None:
    install(ours, f"never_{UNIQUE}")
    ours.write("privacy-gate.yaml", "never_send: [billing/**]\n")
    gate(ours, "index", "build")

    assert [one["rule"] for one in findings(ours, NEXT_STEP)] == ["code/never-send"]
