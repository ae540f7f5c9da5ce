"""Report only once that the private index is incomplete, and not with every prompt."""

from __future__ import annotations

from collections.abc import Sequence

from privacy_gate.base import git
from privacy_gate.index.location import folder

_SAID = "gap-said"


def notice(repository: git.Repository | None, gaps: Sequence[str]) -> str:
    """Return a line for the user if the index has become incomplete since it was last complete; otherwise an empty
    text.
    """
    if repository is None:
        return ""
    file = folder(repository) / _SAID
    try:
        if not gaps:
            file.unlink(missing_ok=True)
            return ""
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(exist_ok=False)
    except FileExistsError:
        return ""
    except OSError:  # read-only: report it each time
        pass
    return f"privacy-gate: {gaps[0]}" if gaps else ""
