"""Repositories with accepted findings."""

from __future__ import annotations

from tests.gate import GITHUB_TOKEN, Outcome
from tests.repository import Repository

FILE = ".privacy-gate-baseline"
OTHER_TOKEN = "ghp_" + "Zq8QkP2mVv7LsB4TnX9cJf3HwR6yGd1KaE5u"
ONE, OTHER = f"token = '{GITHUB_TOKEN}'\n", f"token = '{OTHER_TOKEN}'\n"


def accepted(repository: Repository, files: dict[str, str], *arguments: str) -> Repository:
    """A repository with some files whose findings are accepted, and all of it committed."""
    repository.commit(dict(files))
    done = repository.gate("baseline", *arguments)
    assert done.code == 0, done.err
    repository.stage(FILE, (repository.root / FILE).read_bytes())
    repository.commit()
    return repository


def summary(found: Outcome) -> dict[str, int]:
    return {key: found.data["summary"][key] for key in ("baselined", "stale")}


def entries(repository: Repository) -> list[str]:
    return [line for line in (repository.root / FILE).read_text().splitlines() if "fingerprint" in line]
