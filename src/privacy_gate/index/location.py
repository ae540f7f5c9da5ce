"""The location of a repository's private index."""

from __future__ import annotations

from pathlib import Path

from privacy_gate.base import git

FOLDER = "privacy-gate"
"""The folder of the store, in the directory that all work trees of a repository share."""


def folder(repository: git.Repository) -> Path:
    return repository.common / FOLDER
