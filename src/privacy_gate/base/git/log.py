"""The history: commits with their changed files, facts about a commit, tags.

Objects are read unchanged. Replacements and grafts on this machine have no effect (`environment`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from privacy_gate.base.errors import GateError
from privacy_gate.base.git import attempt, run, start
from privacy_gate.base.git.stream import drain_stderr

_NOTHING = b"00000000"
_SECONDS_OF_NOW = 2  # git reads an unknown date as the current time; this is the tolerance for recognising it


class Touch(NamedTuple):
    """A file of a commit: its mode, its blob, its blobs in the parents, its path."""

    mode: str
    oid: str
    old: tuple[str, ...]
    path: str


class Commit(NamedTuple):
    """A commit with the files that differ from its parent, or from all parents of a merge."""

    oid: str
    touched: list[Touch]


class CommitFacts(NamedTuple):
    """The facts about a commit for a user.

    `date` is the author date in ISO 8601. `author` is the name from `.mailmap`. Neither is escaped.
    """

    date: str
    author: str
    subject: str


class Tag(NamedTuple):
    """A ref that does not name a commit: a tag with a message, or a file or folder outside any commit."""

    kind: str
    oid: str
    commit: str
    name: str


def log(root: Path, revisions: Sequence[str], since: str | None, *, reflogs: bool = False) -> Iterator[Commit]:
    """Yield the commits reachable from the revisions (default: all refs and heads), parents before children.

    `since` is a date in git's syntax. `reflogs` includes commits that only reflogs reach. Raises GateError for an
    unknown revision or date, and for commits or trees that are not in this clone.
    """
    # -c also lists names for merges, because a merge may contain additional changes
    words = ["log", "--date-order", "--reverse", "--full-history", "--raw", "-z", "--no-abbrev", "--no-renames", "-c"]
    words += ["--no-show-signature", "--no-notes", "--format=%H"]
    words += [f"--since={_date(root, since)}"] if since is not None else []
    words += ["--reflog"] if reflogs else []
    if not revisions:
        words += ["--all"]
        if attempt(["rev-parse", "-q", "--verify", "HEAD^{commit}"], root).returncode == 0:
            words += ["HEAD"]
    # `log.showRoot` and `log.follow` are settings of the user
    given = ["-c", "log.showRoot=true", "-c", "log.follow=false", *words]
    with start([*given, *(["--end-of-options", *map(_revision, revisions)] if revisions else []), "--"], root) as git:
        stderr = drain_stderr(git)
        assert git.stdout is not None
        yield from _commits(git.stdout.read())
    if git.returncode:
        raise GateError(f"git log failed: {stderr()}", "In a partial or shallow clone, fetch the full history.")


def list_touching(root: Path, tips: Sequence[str], specs: Sequence[str]) -> list[Commit]:
    """Return the commits that change files under the pathspecs and are reachable from the tips, parents first."""
    words = ["-c", "log.showRoot=true", "-c", "log.follow=false", "log", "--topo-order", "--reverse", "--full-history"]
    words += ["--raw", "-z", "--no-abbrev", "--no-renames", "-c", "--no-show-signature", "--no-notes", "--format=%H"]
    return list(_commits(run([*words, *tips, "--", *specs], root)))


def descendants(root: Path, commit: str, tips: Sequence[str]) -> frozenset[str]:
    """Return the ids of the descendants of a commit that are reachable from the tips."""
    asked = "".join(f"{one}\n" for one in (*tips, f"^{commit}")).encode()
    return frozenset(run(["rev-list", "--ancestry-path", "--stdin"], root, asked).decode().split())


def list_commits_not_in(root: Path, tips: Sequence[str], before: Sequence[str], remote: str = "") -> list[str]:
    """Return the ids of the commits reachable from the tips but not from `before`, parents before children.

    `before` are commits that are known elsewhere. All commits that the branches of a `remote` reach are known as well.
    """
    words = ["rev-list", "--topo-order", "--reverse"]
    words += ["--not", f"--remotes={remote}", "--not"] if remote else []
    asked = "".join(f"{oid}\n" for oid in [*tips, *(f"^{oid}" for oid in before)])
    return run([*words, "--stdin"], root, asked.encode()).decode().split()


def list_parents(root: Path, commits: Sequence[str]) -> list[str]:
    """Return the ids of the parents of the commits, each once, in the order of the commits."""
    return list(dict.fromkeys(parent for parents in parents_by_commit(root, commits).values() for parent in parents))


def parents_by_commit(root: Path, commits: Sequence[str]) -> dict[str, list[str]]:
    """Return the ids of the parents of each commit."""
    if not commits:
        return {}
    words = ["rev-list", "--no-walk=unsorted", "--parents", "--stdin"]
    lines = run(words, root, "".join(f"{oid}\n" for oid in commits).encode()).decode().splitlines()
    return {words[0]: words[1:] for words in map(str.split, lines)}


def edges(root: Path, tips: Sequence[str], before: Sequence[str], remote: str = "") -> list[str]:
    """Return the known commits that are parents of those of `list_commits_not_in`."""
    words = ["rev-list", "--boundary"]
    words += ["--not", f"--remotes={remote}", "--not"] if remote else []
    asked = "".join(f"{oid}\n" for oid in [*tips, *(f"^{oid}" for oid in before)])
    lines = run([*words, "--stdin"], root, asked.encode()).decode().split()
    return [line[1:] for line in lines if line.startswith("-")]


def read_changes(root: Path, commits: Sequence[str]) -> Iterator[Commit]:
    """Yield the given commits, in order, with the files that differ from their parents.

    A file that a commit renames has the blob of its old name in `old`.
    """
    if not commits:
        return
    words = ["-c", "log.showRoot=true", "-c", "log.follow=false", "log", "--no-walk=unsorted", "--stdin"]
    words += ["--raw", "-z", "--no-abbrev", "--find-renames", "-c", "--no-show-signature", "--no-notes", "--format=%H"]
    yield from _commits(run(words, root, "".join(f"{oid}\n" for oid in commits).encode()))


def _commits(raw: bytes) -> Iterator[Commit]:
    current: Commit | None = None
    words = iter(raw.split(b"\0"))
    for word in words:
        head = word.lstrip(b"\n")
        if not head:
            continue
        if not head.startswith(b":"):
            if current is not None:
                yield current
            current = Commit(head.decode("ascii"), [])
            continue
        path = next(words)
        # `:MODE MODE OID OID LETTER`; a merge has another colon, mode and id for each further parent
        parents = len(head) - len(head.lstrip(b":"))
        fields = head[parents:].split(b" ")
        mode, oid = fields[parents], fields[2 * parents + 1]
        if parents == 1 and fields[-1].startswith((b"R", b"C")):
            path = next(words)  # the first is the old name
        if current is None or (oid.startswith(_NOTHING) and not oid.strip(b"0")):
            continue
        old = tuple(one.decode() for one in fields[parents + 1 : 2 * parents + 1] if one.strip(b"0"))
        current.touched.append(Touch(mode.decode(), oid.decode(), old, path.decode("utf-8", "surrogateescape")))
    if current is not None:
        yield current


def _revision(given: str) -> str:
    if given.startswith("-"):
        raise GateError(
            f"not a revision: {given}", "Use a revision that `git log` accepts, such as main or v1.0..main."
        )
    return given


def _date(root: Path, given: str) -> str:
    """Return a date in seconds. Git silently reads an unknown date as the current time."""
    done = attempt(["rev-parse", f"--since={given}"], root)
    seconds = done.stdout.decode().strip().removeprefix("--max-age=")
    means_now = re.fullmatch(r"\s*+(?:now|today|(?:0\s*+)?seconds?(?:[ .]ago)?)\s*", given)
    if not seconds.isdigit() or (abs(int(seconds) - time.time()) <= _SECONDS_OF_NOW and not means_now):
        raise GateError(f"not a date: {given}", "Use a date such as 2024-05-31 or `3 months ago`.")
    return seconds


def read_commit_facts(root: Path, commits: Iterable[str]) -> dict[str, CommitFacts]:
    """Return the facts about the commits, by id."""
    asked = "".join(f"{oid}\n" for oid in commits).encode()
    if not asked:
        return {}
    form = "--format=%H%n%aI%n%aN%n%s"
    raw = run(["log", "-z", "--no-walk=unsorted", "--use-mailmap", "--encoding=UTF-8", form, "--stdin"], root, asked)
    found = {}
    for record in raw.decode("utf-8", "replace").split("\0"):
        lines = record.split("\n", 3)
        if len(lines) == 4:
            found[lines[0]] = CommitFacts(*lines[1:])
    return found


def tags(root: Path) -> list[Tag]:
    """Return the refs that do not name a commit: tags with a message, blobs, trees."""
    form = "%(objecttype) %(objectname) %(*objectname) %(refname)"
    found = []
    for line in run(["for-each-ref", f"--format={form}"], root).decode("utf-8", "surrogateescape").splitlines():
        kind, oid, commit, name = line.split(" ", 3)
        if kind != "commit":
            found.append(Tag(kind, oid, commit, name))
    return found


def shallow_ends(root: Path) -> frozenset[str]:
    """Return the commits at which a shallow clone ends. Their parents are not in it."""
    answer = run(["rev-parse", "--path-format=absolute", "--git-path", "shallow"], root)
    file = Path(answer.decode("utf-8", "surrogateescape").rstrip("\n"))
    try:
        return frozenset(file.read_text(encoding="ascii").split())
    except FileNotFoundError:
        return frozenset()
    except (OSError, UnicodeDecodeError):
        raise GateError(f"{file} cannot be read", "The start of the history in this clone is unknown.") from None
