"""Read the commits of a range one by one: the changes and the message of each."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from msgspec import Struct

from privacy_gate.base import git
from privacy_gate.base.git import log
from privacy_gate.base.git.log import Touch
from privacy_gate.base.git.objects import TooLarge
from privacy_gate.base.git.stream import Object, stream
from privacy_gate.model import Blob, Problem, Skipped
from privacy_gate.sources.changes import LINK
from privacy_gate.sources.file_bytes import too_large
from privacy_gate.sources.files import Tree
from privacy_gate.sources.versions import message_path, reason_left_out

MOST_COMMITS = 5_000
MOST_VERSIONS = 200_000
"""The maximum number of versions of files, over all commits."""


class Range(Struct, frozen=True):
    """The ids of commits, parents before children, and a problem for each reason why some are missing."""

    commits: list[str]
    problems: list[Problem]


class CommitVersion(Struct, frozen=True):
    """A file in a commit, and its content in each of the parents.

    In a commit that renames it, the parents have the old name.
    """

    commit: str
    blob: Blob
    before: list[bytes]


class Message(Struct, frozen=True):
    """The raw object of a commit or an annotated tag, and the path of findings in its message."""

    oid: str
    path: str
    raw: bytes


def select_range(tree: Tree, commits: Sequence[str]) -> Range:
    """Return the newest commits, up to the limit.

    There is a problem for omitted commits, and for a shallow clone.
    """
    kept = list(commits[-MOST_COMMITS:])
    problems = []
    if more := len(commits) - len(kept):
        text = f"{len(commits):,} commits: the oldest {more:,} were not read; `privacy-gate history` reads any number"
        problems.append(Problem("<commits>", text))
    here = set(kept)
    if ends := sorted(oid[:12] for oid in log.shallow_ends(tree.root) if oid in here):
        text = f"this clone is shallow: commits before {', '.join(ends[:3])} are missing (fetch-depth: 0)"
        problems.append(Problem("<commits>", text))
    return Range(kept, problems)


def messages(tree: Tree, oids: Sequence[str]) -> Iterator[Message | Problem]:
    """Yield the messages of the commits."""
    for oid, obj in zip(oids, stream(tree.root, oids, 0), strict=True):
        path = message_path(oid)
        yield Message(oid, path, obj.data) if isinstance(obj, Object) else Problem(path, "it is missing in this clone")


def tags(tree: Tree, names: Mapping[str, str]) -> Iterator[Message]:
    """Yield the messages of annotated tags. `names` has their names by id."""
    for oid, obj in zip(names, stream(tree.root, list(names), 0), strict=True):
        assert isinstance(obj, Object)
        yield Message(oid, f"<tag {names[oid]}>", obj.data)


def tagged_object(tree: Tree, tag: str) -> str:
    """Return the id of the object that an annotated tag points to, which may be another tag."""
    return git.run(["cat-file", "tag", tag], tree.root).partition(b"\n")[0].removeprefix(b"object ").decode()


def versions(
    tree: Tree, commits: Sequence[str], only: Container[str] | None = None
) -> Iterator[CommitVersion | Problem | Skipped]:
    """Yield each version of a file that the commits add, once, with the content that it replaces.

    `only` limits the paths.
    """
    chosen, problems = _chosen(tree, commits, only)
    yield from problems
    oids = [oid for _, touch in chosen for oid in (*touch.old, touch.oid)]
    objects = stream(tree.root, oids, tree.config.max_file_size)
    for commit, touch in chosen:
        old = [next(objects) for _ in touch.old]
        yield _version(tree, commit, touch, [one.data for one in old if isinstance(one, Object)], next(objects))


def _chosen(
    tree: Tree, commits: Sequence[str], only: Container[str] | None
) -> tuple[list[tuple[str, Touch]], list[Problem | Skipped]]:
    chosen: list[tuple[str, Touch]] = []
    others: dict[str, Problem | Skipped] = {}
    seen: set[tuple[str, str]] = set()
    for commit in log.read_changes(tree.root, commits):
        for touch in commit.touched:
            if (touch.oid, touch.path) in seen or tree.config.excludes(touch.path):
                continue
            if only is not None and touch.path not in only:
                continue
            seen.add((touch.oid, touch.path))
            if (reason := reason_left_out(touch.mode)) and touch.mode != LINK:  # the target of a link is read as a text
                others[touch.path] = Skipped(touch.path, reason)
            elif len(chosen) >= MOST_VERSIONS:
                text = f"more than {MOST_VERSIONS:,} versions of files: the newest were not read"
                return chosen, [*others.values(), Problem("<commits>", text)]
            else:
                chosen.append((commit.oid, touch))
    return chosen, list(others.values())


def _version(
    tree: Tree, commit: str, touch: Touch, before: list[bytes], now: Object | TooLarge | None
) -> CommitVersion | Problem | Skipped:
    exposure = tree.exposure(touch.path)
    if isinstance(now, TooLarge):
        return too_large(touch.path, now.size, exposure, tree.config)
    if now is None:
        return Problem(touch.path, f"its content at commit {commit[:12]} is missing in this clone")
    return CommitVersion(commit, Blob(touch.path, now.data, exposure), before)
