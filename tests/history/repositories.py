"""Repositories with a history, and what the command finds in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.gate import GITHUB_TOKEN, Outcome, gate
from tests.repository import Repository, environment, start

OTHER_TOKEN = "ghp_" + "Zk4nD0mT0k3nF0rT3sts0nly9876543210qY"
LEAK = f"token = '{GITHUB_TOKEN}'\n"
FILLER = "".join(f"line {number} of a file that says nothing at all\n" for number in range(400))


def history(*arguments: str) -> Outcome:
    return gate("history", "--format", "json", *arguments)


def found(*arguments: str) -> list[dict[str, Any]]:
    done = history(*arguments)
    assert done.code in {0, 1}, done.err
    findings: list[dict[str, Any]] = done.data["findings"]
    return findings


def at(repo: Repository, date: str, files: Mapping[str, str | bytes], message: str = "a change") -> str:
    """A commit of a certain date."""
    for path, content in files.items():
        repo.stage(path, content)
    dates = {"GIT_AUTHOR_DATE": f"{date}T12:00:00Z", "GIT_COMMITTER_DATE": f"{date}T12:00:00Z"}
    done = start(["git", "commit", "-q", "--allow-empty", "-m", message], repo.root, env=environment(**dates))
    assert done.code == 0, done.err
    return repo.git("rev-parse", "HEAD").strip()
