"""Read a change from git: the index, a range of commits, or a merge in progress."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from privacy_gate.base import git
from privacy_gate.base.git import diffs, objects
from privacy_gate.base.git.diffs import UNMERGED, Beginning, DiffEntry, RawEntry
from privacy_gate.base.git.objects import TooLarge
from privacy_gate.model import Blob, ChangedPath, Exposure, Hunk, Problem, Skipped
from privacy_gate.sources import Item, Items
from privacy_gate.sources.file_bytes import read_hunks, too_large
from privacy_gate.sources.files import Tree

_NEW = frozenset("ARC")
LINK = "120000"
_LEFT_OUT = {"160000": "submodule", LINK: "symbolic link"}


class Source(Struct, frozen=True):
    """The texts of a change with their added lines, the changed paths, and the state before the change.

    The state before a patch is None, because it is unknown.
    """

    items: Items
    paths: tuple[ChangedPath, ...]
    beginning: Beginning | None = None


class _Touched(Struct, frozen=True):
    """A changed path. `added` is None if git shows no lines, because the file is binary or unmerged."""

    entry: RawEntry
    added: frozenset[int] | None
    beside: frozenset[int] | None
    removed: str = ""
    hunks: tuple[Hunk, ...] = ()


def start_listing(root: Path) -> None:
    """Let git start to list the staged changes."""
    diffs.ahead(root, ["--cached"])


def read_staged(tree: Tree, only: Container[str] | None = None) -> Source:
    """Read the staged changes. During a merge, read only changes from all parents.

    `only` limits the texts to these paths. The bytes come from the index, not from the work tree.
    """
    return _source([["--cached"], *(["--cached", head] for head in tree.merge_heads)], tree, only)


def changes_between(tree: Tree, revisions: str, only: Container[str] | None = None) -> Source:
    """Read the changes of a range: `A..B`, or `A...B` since the common ancestor. `A` alone means `A..HEAD`.

    Raises GateError for a commit that does not exist.
    """
    start, end = range_ends(tree, revisions)
    if "..." in revisions:
        start = git.merge_base(tree.root, start, end)
    return _source([[start, end]], tree, only)


def of_range(tree: Tree, start: str, end: str) -> Source:
    """Read the changes from a commit, or from an empty tree (`empty_tree`), to another commit. Both are ids."""
    return _source([[start, end]], tree, None)


def empty_tree(tree: Tree) -> str:
    """Return the id of the empty tree in this repository."""
    return git.run(["hash-object", "-t", "tree", "--stdin"], tree.root, b"").decode().strip()


def new_names(source: Source, tree: Tree, only: Container[str] | None = None) -> list[str]:
    """Return the paths where a change adds files. `only` limits them."""
    paths = [one.path for one in source.paths if one.status in _NEW and (only is None or one.path in only)]
    return [path for path in paths if not tree.config.excludes(path)]


def range_ends(tree: Tree, revisions: str) -> tuple[str, str]:
    """Return the ids of the two commits of a range. Without dots, these are the commit and HEAD."""
    one, _, other = revisions.partition("...") if "..." in revisions else revisions.partition("..")
    return git.commit_id(tree.root, one or "HEAD"), git.commit_id(tree.root, other or "HEAD")


def _source(diffs: Sequence[Sequence[str]], tree: Tree, only: Container[str] | None) -> Source:
    lines = _lines(tree, diffs[0])
    for other in diffs[1:]:
        lines = _list_in_both(lines, _lines(tree, other))
    paths = tuple(map(_changed_path, lines))
    wanted = [
        line
        for line in lines
        if (only is None or line.entry.path in only) and not tree.config.excludes(line.entry.path)
    ]
    start = "HEAD" if diffs[0][0] == "--cached" else diffs[0][0]
    old = tuple((line.entry.old_path, line.entry.old_oid) for line in lines if line.entry.old_oid.strip("0"))
    end = "" if start == "HEAD" else diffs[0][1]
    return Source(_items(wanted, tree), paths, Beginning(start, old, end))


def _changed_path(line: _Touched) -> ChangedPath:
    entry = line.entry
    old_path = entry.old_path if entry.status == "R" else ""
    return ChangedPath(entry.path, entry.status, line.beside, line.removed, line.hunks, old_path)


def _lines(tree: Tree, arguments: Sequence[str]) -> list[_Touched]:
    changed = diffs.changes(tree.root, arguments)
    shown = _shown_as_text(tree, arguments, [change.entry for change in changed if _is_silent(change)])
    found = []
    for change in changed:
        hunks = read_hunks(change.hunks or shown.get(change.entry.path, b""))
        if (
            change.entry.status == UNMERGED
            or _goes_out_now(change.entry, tree)
            or (_is_silent(change) and not hunks.touched)
        ):
            found.append(_Touched(change.entry, None, None, hunks.removed))
        else:
            found.append(_Touched(change.entry, hunks.added, hunks.touched, hunks.removed, hunks.hunks))
    return found


def _is_silent(change: DiffEntry) -> bool:
    """Whether git shows no lines although the content differs, because git treats the file as binary."""
    return not change.hunks and change.entry.old_oid != change.entry.oid and change.entry.status not in ("D", UNMERGED)


def _shown_as_text(tree: Tree, arguments: Sequence[str], entries: Sequence[RawEntry]) -> dict[str, bytes]:
    """Return the hunks of text files that git treats as binary, because of an attribute or because they are UTF-16.

    Without them, all lines of these files would count as added.
    """
    sizes = objects.sizes(tree.root, [entry.oid for entry in entries])
    small = [
        entry
        for entry, size in zip(entries, sizes, strict=True)
        if 0 <= size <= tree.config.max_file_size and entry.mode not in _LEFT_OUT
    ]
    if not small:
        return {}
    paths = sorted({path for entry in small for path in (entry.path, entry.old_path)})
    again = diffs.changes(tree.root, ["--text", *arguments, "--", *(f":(top,literal){path}" for path in paths)])
    return {change.entry.path: change.hunks for change in again}


def _goes_out_now(entry: RawEntry, tree: Tree) -> bool:
    """Whether a file was moved or copied to an outbound path. All its lines are then new there."""
    moved = entry.status in "RC" and tree.exposure(entry.path) is Exposure.OUTBOUND
    return moved and tree.exposure(entry.old_path) is not Exposure.OUTBOUND


def _list_in_both(lines: list[_Touched], others: list[_Touched]) -> list[_Touched]:
    """Return the paths that differ from both parents of a merge, each with the lines that both lack."""
    by_path = {other.entry.path: other for other in others}
    return [
        _Touched(
            line.entry, _common(line.added, other.added), _common(line.beside, other.beside), line.removed, line.hunks
        )
        for line in lines
        if (other := by_path.get(line.entry.path))
    ]


def _common(one: frozenset[int] | None, other: frozenset[int] | None) -> frozenset[int] | None:
    if one is None or other is None:
        return one if other is None else other
    return one & other


def _items(lines: Sequence[_Touched], tree: Tree) -> Iterator[Item]:
    readable: list[_Touched] = []
    links: list[RawEntry] = []
    for line in lines:
        if line.entry.status == "D":
            continue
        if line.entry.status == UNMERGED:
            yield Problem(line.entry.path, "unmerged; resolve the conflict first")
        elif line.entry.mode == LINK:
            links.append(line.entry)
        elif reason := _LEFT_OUT.get(line.entry.mode):
            yield Skipped(line.entry.path, reason)
        elif line.added is None or line.added:
            readable.append(line)
    yield from skip_links(tree, [(link.path, link.oid) for link in links])
    oids = [line.entry.oid for line in readable]
    for line, data in zip(readable, objects.read_contents(tree.root, oids, tree.config.max_file_size), strict=True):
        path, exposure = line.entry.path, tree.exposure(line.entry.path)
        if isinstance(data, TooLarge):
            yield too_large(path, data.size, exposure, tree.config)
        elif data is None:
            yield Problem(path, "its content is missing in this clone")
        else:
            yield Blob(path, data, exposure, line.added)


def skip_links(tree: Tree, links: Sequence[tuple[str, str]]) -> Iterator[Item]:
    """Yield skipped symbolic links with their targets, from their paths and blobs."""
    targets = objects.read_contents(tree.root, [oid for _, oid in links], tree.config.max_file_size)
    for (path, _), target in zip(links, targets, strict=True):
        if isinstance(target, bytes):
            yield Skipped(path, _LEFT_OUT[LINK], target.decode("utf-8", "surrogateescape"))
        else:
            yield Problem(path, "the target of this link cannot be read")


def added_lines(tree: Tree, commit: str) -> dict[str, frozenset[int] | None]:
    """Return the lines that the work tree adds to a commit, by path. None means that git shows no lines."""
    return {line.entry.path: line.added for line in _lines(tree, [commit])}


def staged_names(tree: Tree) -> frozenset[str]:
    """Return the paths that the index changes, without deleted ones."""
    return frozenset(entry.path for entry in diffs.entries(tree.root, ["--cached"]) if entry.status != "D")
