"""Whether a command changes a file that the gate goes by, or one that calls it."""

from __future__ import annotations

import re

from privacy_gate.integrations.assistants.guarded_files import GuardedFiles
from privacy_gate.integrations.assistants.shell import Followed
from privacy_gate.scan.session import Session

LIKELY = re.compile(
    r"(?i)privacy[-_]?gate|(?:^|[\\/])\.[a-z]|hook|settings|pre-commit|prek|lefthook|husky|workflows|-ci\.ya?ml|pipelines"
    r"|pyproject|package\.json|makefile|[*?\[\0]|^\.{0,2}/?\.?$|^~?/|(?:^|/)\.\.(?:/|$)"
)
"""In names that may be one of these, or a folder above one."""


def changes(session: Session, command: Followed) -> bool:
    """Whether a command changes a file that the gate goes by, or one that calls it."""
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
