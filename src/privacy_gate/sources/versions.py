"""The history: every version of every file that some commits have, every message, each once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from privacy_gate.base.git import listing, log, objects
from privacy_gate.model import Exposure, Problem, Skipped
from privacy_gate.sources.files import Tree

BEFORE = -1
"""The position of what was there before the commits that are looked at."""

LINK = "120000"
_LEFT_OUT = {"160000": "submodule", LINK: "symbolic link"}
_SHORT = 12  # characters of a commit's id


class BlobPlace(Struct, frozen=True):
    """Where a blob stood: its path, where that goes, and the position of the first commit that has it there."""

    path: str
    exposure: Exposure
    position: int


class VersionMessage(Struct, frozen=True):
    """A commit or tag whose message is read: its id, what findings call it, its commit's position."""

    oid: str
    path: str
    position: int


class PastLink(Struct, frozen=True):
    """What a symbolic link led to: its path, its blob, the target, the position of the first commit that has it."""

    path: str
    oid: str
    target: str
    position: int


class ReadingPlan(Struct, frozen=True):
    """What there is to read.

    `commits` are ids, parents before children; a position counts in them from 0. `chains` are ids of blobs, the
    versions of a path one after the other, each blob once; `places` has the paths of each, `bases` the blob that was
    there before, `head` what is checked out now. `names` are the paths, links included, with the position of the first
    commit that has each, `links` what the links among them led to.
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
    """Find out what to read, of all refs or of some revisions. Raises GateError as `git.history.log` does."""
    logged = list(log.log(tree.root, revisions, since, reflogs=reflogs))
    versions = _Versions(tree)
    for position, commit in enumerate(logged):
        for touch in commit.touched:
            versions.add(touch.path, touch.mode, touch.oid, position, touch.old)
    if revisions or since is not None:
        # what the first of these commits changed, to tell what is new; all of it comes before them
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
    """What links led to, given by their paths and blobs with the positions, and a problem for each that is not here."""
    links, problems = [], []
    targets = objects.read_contents(tree.root, [oid for _, oid in found], tree.config.max_file_size)
    for ((path, oid), position), data in zip(found.items(), targets, strict=True):
        if isinstance(data, bytes):
            links.append(PastLink(path, oid, data.decode("utf-8", "surrogateescape"), position))
        else:
            problems.append(Problem(path, "the target of this link in the history cannot be read"))
    return links, problems


def _cut(root: Path, at: dict[str, int]) -> list[Problem]:
    """A history that was not fetched whole is none that was checked."""
    ends = sorted(oid[:_SHORT] for oid in log.shallow_ends(root) if oid in at)
    if not ends:
        return []
    shown = ", ".join(ends[:3]) + (" …" if len(ends) > 3 else "")
    return [Problem("<history>", f"this clone is shallow: commits before {shown} are missing (git fetch --unshallow)")]


class _Versions:
    """The versions of files as they come up."""

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
        """Each path with its blobs; those that were there before come first."""
        places = self.places
        return [
            (path, sorted(oids, key=lambda oid: places[oid][0].position > BEFORE))
            for path, oids in self._by_path.items()
        ]

    def _exposure(self, path: str) -> Exposure | None:
        """None for a file that the settings leave out."""
        if path not in self._exposures:
            self._exposures[path] = None if self._tree.config.excludes(path) else self._tree.exposure(path)
        return self._exposures[path]


def message_path(oid: str) -> str:
    """What findings call the message of a commit."""
    return f"<commit {oid[:_SHORT]}>"


def reason_left_out(mode: str) -> str | None:
    """Why an entry of a tree is no file to read; None for a file."""
    return _LEFT_OUT.get(mode)


def message(raw: bytes) -> tuple[bytes, str | None]:
    """The message of a commit or tag, and the encoding that it names; see gitformat-commit(5).

    The message of a tag that a merge keeps in its header (`mergetag`) is part of it.
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
    """The id of the commit at a position; None for what no commit has."""
    return plan_.commits[position] if 0 <= position < len(plan_.commits) else None
