"""Find the commit that added a line."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from privacy_gate.base.git import attempt

_MOST_LINES = 500  # lines of a file; for more, git is asked about the whole file


def find_commits(root: Path, tip: str, before: Collection[str], path: str, lines: Collection[int]) -> dict[int, str]:
    """Return the commits that added the given lines of a file in the state of a tip, by line.

    The search ends at the commits `before`: a line that is older gets one of them or the last commit after them. The
    result is empty if git does not know the file.
    """
    # both are settings of the user; the second one would run a program
    words = ["-c", "blame.ignoreRevsFile=", "blame", "--incremental", "--no-textconv"]
    if len(lines) <= _MOST_LINES:
        words += [word for line in sorted(lines) for word in ("-L", f"{line},{line}")]
    done = attempt([*words, tip, *(f"^{commit}" for commit in before), "--", path], root)
    found: dict[int, str] = {}
    begins = True  # the first line of each answer names the commit
    for line in done.stdout.splitlines() if not done.returncode else ():
        if begins:
            oid, _, first, count = line.decode("ascii").split()
            found |= dict.fromkeys(range(int(first), int(first) + int(count)), oid)
        begins = line.startswith(b"filename ")
    return {line: found[line] for line in lines if line in found}
