"""List what to read of the history: each version of each file in the given commits, and each message, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from privacy_gate.base.git import listing, log, objects
from privacy_gate.model import Exposure, Problem, Skipped
from privacy_gate.sources.files import Tree

BEFORE = -1
"""The position of a version that is older than the selected commits."""

LINK = "120000"
_LEFT_OUT = {"160000": "submodule", LINK: "symbolic link"}
_SHORT = 12  # characters of a commit id


class BlobPlace(Struct, frozen=True):
    """A place of a blob: its path, its exposure, and the position of the first commit that has it there."""

    path: str
    exposure: Exposure
    position: int


class VersionMessage(Struct, frozen=True):
    """A commit or tag whose message is read: its id, its path in findings, and the position of its commit."""

    oid: str
    path: str
    position: int


class PastLink(Struct, frozen=True):
    """A symbolic link: its path, its blob, its target, and the position of the first commit that has it."""

    path: str
    oid: str
    target: str
    position: int


class ReadingPlan(Struct, frozen=True):
    """The objects to read.

    `commits` are ids, parents before children, and a position is an index into them. `chains` are the versions of each
    path in order, as ids of blobs, each blob once. `places` has the paths of each blob, and `bases` its previous
    version. `head` has the blobs and paths of HEAD.

    `names` are all paths, including links, with the position of the first commit that has each. `links` are the links
    with their targets.
    """

    commits: tuple[str, ...]
    chains: list[tuple[str, list[str]]]
    places: dict[str, list[BlobPlace]]
    bases: dict[str, str]
    messages: list[VersionMessage]
    head: frozenset[tuple[str, str]]
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    links: list[PastLink] = field(default_factory=list)


def plan(tree: Tree, revisions: Sequence[str], since: str | None, *, reflogs: bool = False) -> ReadingPlan:
    """Build a plan of all refs or of the given revisions. Raises GateError like `git.history.log`."""
    logged = list(log.log(tree.root, revisions, since, reflogs=reflogs))
    versions = _Versions(tree)
    for position, commit in enumerate(logged):
        for touch in commit.touched:
            versions.add(touch.path, touch.mode, touch.oid, position, touch.old)
    if revisions or since is not None:
        # the versions before the selected commits show which content is new
        new = {(touch.oid, touch.path) for commit in logged for touch in commit.touched}
        for touch in (touch for commit in logged for touch in commit.touched):
            for oid in touch.old:
                if (oid, touch.path) not in new:
                    versions.add_before(touch.path, oid)
    commits = tuple(commit.oid for commit in logged)
    at = {oid: position for position, oid in enumerate(commits)}
    messages = [VersionMessage(oid, message_path(oid), position) for oid, position in at.items()]
    for tag in log.tags(tree.root):
        if tag.kind == "tag" and (tag.commit in at or not (revisions or since)):
            name = tag.name.removeprefix("refs/tags/")
            messages.append(VersionMessage(tag.oid, f"<tag {name}>", at.get(tag.commit, len(commits))))
        elif tag.kind == "blob" and not revisions:
            versions.add(f"<{tag.name}>", "100644", tag.oid, len(commits))
        elif tag.kind == "tree" and not revisions:
            for path, oid in listing.tree_blobs(tree.root, tag.oid):
                versions.add(path, "100644", oid, len(commits))
    head = frozenset((oid, path) for path, oid in listing.tree_blobs(tree.root, "HEAD"))
    chains, places = versions.chains(), versions.places
    links, problems = _read_links(tree, versions.links)
    problems += _cut(tree.root, at)
    left_out = versions.skipped
    return ReadingPlan(
        commits, chains, places, versions.bases, messages, head, left_out, problems, versions.names, links
    )


def _read_links(tree: Tree, found: Mapping[tuple[str, str], int]) -> tuple[list[PastLink], list[Problem]]:
    """Return links with their targets, from their paths and blobs, and a problem for each missing one."""
    links, problems = [], []
    targets = objects.read_contents(tree.root, [oid for _, oid in found], tree.config.max_file_size)
    for ((path, oid), position), data in zip(found.items(), targets, strict=True):
        if isinstance(data, bytes):
            links.append(PastLink(path, oid, data.decode("utf-8", "surrogateescape"), position))
        else:
            problems.append(Problem(path, "the target of this link in the history cannot be read"))
    return links, problems


def _cut(root: Path, at: dict[str, int]) -> list[Problem]:
    """Return a problem for a shallow clone, because its history cannot be checked completely."""
    ends = sorted(oid[:_SHORT] for oid in log.shallow_ends(root) if oid in at)
    if not ends:
        return []
    shown = ", ".join(ends[:3]) + (" …" if len(ends) > 3 else "")
    return [Problem("<history>", f"this clone is shallow: commits before {shown} are missing (git fetch --unshallow)")]


class _Versions:
    """Collects the versions of files in the order of the commits."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._by_path: dict[str, list[str]] = {}
        self._exposures: dict[str, Exposure | None] = {}
        self._seen: set[tuple[str, str]] = set()
        self.places: dict[str, list[BlobPlace]] = {}
        self.bases: dict[str, str] = {}
        self.skipped: list[Skipped] = []
        self.names: dict[str, int] = {}
        self.links: dict[tuple[str, str], int] = {}

    def add(self, path: str, mode: str, oid: str, position: int, old: Sequence[str] = ()) -> None:
        if (oid, path) in self._seen:
            return
        self._seen.add((oid, path))
        exposure = self._exposure(path)
        if exposure is not None:
            self.names[path] = min(position, self.names.get(path, position))
        if reason := reason_left_out(mode):
            if mode == LINK and exposure is not None:
                self.links[path, oid] = position
            if (reason, path) not in self._seen:
                self._seen.add((reason, path))
                self.skipped.append(Skipped(path, reason))
            return
        if exposure is None:
            return
        if oid in self.places:
            self.places[oid].append(BlobPlace(path, exposure, position))
        else:
            self.places[oid] = [BlobPlace(path, exposure, position)]
            self._by_path.setdefault(path, []).append(oid)
            if old:
                self.bases[oid] = old[0]

    def add_before(self, path: str, oid: str) -> None:
        self.add(path, "100644", oid, BEFORE)

    def chains(self) -> list[tuple[str, list[str]]]:
        """Return each path with its blobs. Those from before the selected commits come first."""
        places = self.places
        return [
            (path, sorted(oids, key=lambda oid: places[oid][0].position > BEFORE))
            for path, oids in self._by_path.items()
        ]

    def _exposure(self, path: str) -> Exposure | None:
        """Return the exposure of a path, or None if the settings exclude it."""
        if path not in self._exposures:
            self._exposures[path] = None if self._tree.config.excludes(path) else self._tree.exposure(path)
        return self._exposures[path]


def message_path(oid: str) -> str:
    """Return the path of findings in the message of a commit."""
    return f"<commit {oid[:_SHORT]}>"


def reason_left_out(mode: str) -> str | None:
    """Return the reason why an entry of a tree is not a readable file, or None for a file."""
    return _LEFT_OUT.get(mode)


def message(raw: bytes) -> tuple[bytes, str | None]:
    """Return the message of a commit or tag, and its encoding if it names one; see gitformat-commit(5).

    A merge commit can contain the message of a tag in its header (`mergetag`), which is included.
    """
    head, _, body = raw.partition(b"\n\n")
    encoding: str | None = None
    kept: list[bytes] = []
    in_tag = False
    for line in head.split(b"\n"):
        if line.startswith(b" "):
            kept += [line[1:]] * in_tag
            continue
        name, _, value = line.partition(b" ")
        in_tag = name == b"mergetag"
        if name == b"encoding":
            encoding = value.decode("ascii", "replace").strip()
    tag = b"\n".join(kept).partition(b"\n\n")[2]
    return (body + b"\n" + tag if tag else body), encoding


def find_commit(plan_: ReadingPlan, position: int) -> str | None:
    """Return the id of the commit at a position, or None if there is no commit."""
    return plan_.commits[position] if 0 <= position < len(plan_.commits) else None
