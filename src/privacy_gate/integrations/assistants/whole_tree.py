"""What happens to files of a work tree when git moves the whole of it to another revision."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from privacy_gate.base import git
from privacy_gate.base.errors import GateError

_REVISION = re.compile(r"[\w./@{}^~:+-]{1,200}")
_DIFF = ("diff", "--quiet", "--no-ext-diff", "--no-textconv", "--ignore-submodules")


def moves_files(root: Path, move: tuple[str, str], names: Sequence[str]) -> bool:
    """Whether a move changes files of some names.

    A revision that git does not know moves nothing. `switch` compares today's revision with another one, `reset` the
    work tree with it, `merge` what the other one changed since both had the same base, `pick` what it changes itself.
    """
    how, revision = move
    if not names:
        return False
    if how == "sparse":
        return True
    if how in ("clean", "clean-ignored"):
        rules = () if how == "clean-ignored" else ("--exclude-standard",)
        found = _attempt(root, ("ls-files", "--others", *rules, "--", *names))
        return found is None or found.returncode != 0 or bool(found.stdout.strip())
    if how == "index":
        return _differs(root, (), names)
    if not _REVISION.fullmatch(revision) or revision.startswith("-"):
        return False
    for one in (revision, f"origin/{revision}"):
        found = _attempt(root, ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{_last(one)}^{{commit}}"))
        if found is None:
            return True
        if found.returncode == 0:
            return _differs(root, _compared(how, one), names)
    return False


def _last(revision: str) -> str:
    return revision.rpartition("..")[2].lstrip(".") or "HEAD"


def _compared(how: str, revision: str) -> tuple[str, ...]:
    if how == "reset":
        return (revision,)
    if how == "merge":
        return (f"HEAD...{revision}",)
    if how == "pick":
        return (revision,) if ".." in revision else (f"{revision}^", revision)
    return ("HEAD", revision)


def _differs(root: Path, compared: tuple[str, ...], names: Sequence[str]) -> bool:
    found = _attempt(root, (*_DIFF, *compared, "--", *names))
    return found is None or found.returncode != 0


def _attempt(root: Path, words: tuple[str, ...]) -> subprocess.CompletedProcess[bytes] | None:
    try:
        return git.attempt(words, root)
    except GateError:
        return None
