"""The projects in which examples run."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

_ROOT = Path(__file__).parents[1]

_RATES = '''\
"""Rates of the parcel desk."""


def surcharge_for_remote_islands(weight, zone):
    # Brightwater Ferries bills us double beyond zone 4, so we pass on 60 %
    if zone > 4:
        return round(weight * 0.37 * 1.6, 2)
    return round(weight * 0.37, 2)
'''

_PROMPT = """\
`surcharge_for_remote_islands` asks rates-03.brightwater.internal for each parcel, which takes minutes (PARC-1182).
Write a Python decorator that remembers the last 1,000 results of a function.
"""


def small(root: Path) -> None:
    """A repository with one module and one prompt, in which somebody begins."""
    _write(root, "rates.py", _RATES)
    _write(root, "prompts/surcharge.md", _PROMPT)
    _repository(root)


def clean_room(root: Path) -> None:
    """The folder `examples/clean-room` as a repository of its own."""
    shutil.copytree(
        _ROOT / "examples" / "clean-room", root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
    )
    _repository(root)


def checkout(root: Path) -> None:
    """The prompts of `examples/prompts`, at their path."""
    shutil.copytree(_ROOT / "examples" / "prompts", root / "examples" / "prompts")
    _repository(root)


def _write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")


def _repository(root: Path) -> None:
    commands = (
        ("init", "-q", "-b", "main"),
        ("add", "."),
        ("-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "-q", "-m", "a beginning"),
    )
    for command in commands:
        subprocess.run(["git", *command], cwd=root, check=True)
