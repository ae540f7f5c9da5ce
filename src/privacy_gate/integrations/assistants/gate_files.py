"""Decide whether a command changes a file that configures or calls privacy-gate, and whether a commit runs its hook."""

from __future__ import annotations

import re

from privacy_gate.base import git
from privacy_gate.integrations.assistants import gate_callers
from privacy_gate.integrations.assistants.guarded_files import GuardedFiles
from privacy_gate.integrations.assistants.shell import Followed
from privacy_gate.scan.session import Session

LIKELY = re.compile(
    r"(?i)privacy[-_]?gate|(?:^|[\\/])\.[a-z]|hook|settings|pre-commit|prek|lefthook|husky|workflows|-ci\.ya?ml|pipelines"
    r"|pyproject|package\.json|makefile|[*?\[\0]|^\.{0,2}/?\.?$|^~?/|(?:^|/)\.\.(?:/|$)"
)
"""Names that may be one of these files, or a folder above one."""


def changes(session: Session, command: Followed) -> bool:
    """Whether a command changes a file that configures or calls privacy-gate."""
    written = [name for name in command.written if LIKELY.search(name)]
    removed = [name for name in command.removed if LIKELY.search(name)]
    if not written and not removed and not command.reverted and not command.everywhere:
        return False
    guarded = GuardedFiles(session)
    return (
        any(guarded.is_written(name) for name in written)
        or any(guarded.is_removed(name) for name in removed)
        or any(guarded.is_edited(script) for script in command.everywhere)
        or any(guarded.is_reverted(commit, paths) for commit, paths in command.reverted)
    )


def is_hooked(session: Session) -> bool:
    """Whether commits of this repository run privacy-gate, through a hook manager or git's own hooks.

    Git is asked last, and only about a command that bypasses the hooks.
    """
    root = session.tree.root
    if any(gate_callers.calls_gate(file) for pattern in gate_callers.MANAGERS for file in root.glob(pattern)):
        return True
    if session.repository is None:
        return False
    return any(gate_callers.calls_gate(file) for file in git.hooks(root).glob("*") if file.suffix != ".sample")
