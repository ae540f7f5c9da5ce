"""Read settings, rules and baseline from a commit, so that a change cannot weaken the gate that checks it."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import NamedTuple

from privacy_gate.base import git
from privacy_gate.base.git import objects


class Trusted(NamedTuple):
    """A commit (its full id) whose configuration, baseline and rules are used, in the repository at `root`."""

    root: Path
    commit: str

    def read(self, path: Path) -> bytes:
        """Return the bytes of a file in the commit, or on disk if it is outside of the repository.

        Raises FileNotFoundError, with the commit in its message.
        """
        inside = self._inside(path)
        if inside is None:
            return path.read_bytes()
        data = objects.read_committed(self.root, self.commit, inside)
        if data is None:
            reason = f"it is not in the trusted commit {self.commit[:12]}"
            raise FileNotFoundError(errno.ENOENT, reason, str(path))
        return data

    def _inside(self, path: Path) -> str | None:
        absolute = Path(os.path.abspath(path))  # noqa: PTH100  (resolve() would follow the change's own links)
        for there in (absolute, absolute.parent.resolve() / absolute.name):
            if there.is_relative_to(self.root):
                return there.relative_to(self.root).as_posix()
        return None


def find_trusted(root: Path, revision: str) -> Trusted:
    """Return the trusted commit that a revision names. Raises GateError if there is none."""
    return Trusted(root, git.commit_id(root, revision))
