"""Where the private index of a repository lies."""

from __future__ import annotations

from pathlib import Path

from privacy_gate.base import git

FOLDER = "privacy-gate"
"""Where the store lies, in the folder that all work trees of a repository share."""


def folder(repository: git.Repository) -> Path:
    return repository.common / FOLDER
