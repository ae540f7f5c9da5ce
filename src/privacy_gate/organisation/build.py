"""Build an index: a shard for each repository of a manifest, and a filter and a catalogue for all.

Files are written as a whole and never changed. If a build is stopped, only the repositories in progress are lost.
Meanwhile, others download the previous index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from privacy_gate.base.errors import GateError
from privacy_gate.base.hashing import blake2b
from privacy_gate.index.organisation import catalogue, membership, shard
from privacy_gate.index.organisation.catalogue import Catalogue, CatalogueEntry
from privacy_gate.index.organisation.membership import FilterTable
from privacy_gate.index.organisation.secret import Secret
from privacy_gate.organisation import jobs, overview
from privacy_gate.organisation.jobs import Failed, JobOutcome, Joining, ReadingJob, Slice
from privacy_gate.organisation.manifest import ManifestRepository
from privacy_gate.organisation.storage import Storage
from privacy_gate.organisation.tasks import IndexLocation

if TYPE_CHECKING:
    from privacy_gate.organisation.cluster import Workers

_A_DAY = 86_400  # seconds; older files that no catalogue names are left over from a stopped build

Progress = Callable[[str, int, int], None]
"""A function that receives the kind of work, the completed number, and the total."""


class Built(NamedTuple):
    """The result of a build.

    `stale` are repositories that failed but have an older shard, and `failed` have none, both with the reason. `notes`
    has a message for some repositories. `empty` repositories have no commit, and are not in the index.
    """

    catalogue: Catalogue
    read: int
    kept: int
    gone: int
    empty: int
    stale: dict[str, str]
    failed: dict[str, str]
    notes: dict[str, str]
    joined: bool


class _KnownRepository(NamedTuple):
    """A repository with the header of its shard."""

    entry: CatalogueEntry
    head: shard.Head


class _At(NamedTuple):
    """The location of the index, and its key."""

    place: IndexLocation
    storage: Storage
    secret: Secret


def build(
    repositories: Sequence[ManifestRepository],
    place: IndexLocation,
    workers: Workers,
    *,
    mirror: bool = False,
    anew: bool = False,
    progress: Progress = lambda _what, _done, _total: None,
) -> Built:
    """Update an index for the repositories. With `anew`, everything is read and built again.

    Raises GateError if the index cannot be written, or if another build has changed it meanwhile.
    """
    repositories = sorted(repositories, key=lambda one: one.name)
    storage, secret = Storage(place.address), place.secret()
    there = overview.load_stored(storage)
    before = catalogue.read(there, secret, "the index there") if there is not None else None
    old = {entry.name: entry for entry in before.repositories} if before else {}
    tasks = [ReadingJob(place, repository, mirror, anew) for repository in repositories]
    outcomes = _outcomes(tasks, workers, progress)
    known: list[_KnownRepository] = []
    stale, failed = dict[str, str](), dict[str, str]()
    for repository, outcome in zip(repositories, outcomes, strict=True):
        name = repository.name
        if outcome.state in ("read", "kept"):
            known.append(_describe_known(name, outcome, secret))
        elif outcome.state == "empty":
            continue
        elif name in old and (last := _as_before(old[name], storage, secret)) is not None:
            known.append(last)
            stale[name] = outcome.note
        else:
            failed[name] = outcome.note
    if not known:
        raise GateError("no repository could be read", next(iter(failed.values()), "None of them has a commit."))
    entries = [one.entry for one in known]
    new = before
    if anew or new is None or new.repositories != entries or not _is_whole(new, storage):
        new = join_filter(known, _At(place, storage, secret), workers, progress)
        if overview.load_stored(storage) != there:  # this build is outdated, its shards may be gone
            raise GateError("another build changed the index", "Run this command again. Indexed repositories are kept.")
        storage.write(catalogue.NAME, [catalogue.write_catalogue(new, secret)])
        left = {*storage.older("shards", _A_DAY), *storage.older("", _A_DAY)}
        storage.remove((_files(before) | set(filter(catalogue.is_a_name, left))) - _files(new))
    states = [outcome.state for outcome in outcomes]
    notes = {one.name: done.note for one, done in zip(repositories, outcomes, strict=True) if done.state == "read"}
    return Built(
        new,
        states.count("read"),
        states.count("kept"),
        len(old.keys() - {entry.name for entry in entries}),
        states.count("empty"),
        stale,
        failed,
        {name: note for name, note in notes.items() if note},
        new is not before,
    )


def _outcomes(tasks: Sequence[ReadingJob], workers: Workers, progress: Progress) -> list[JobOutcome]:
    found: list[JobOutcome] = [JobOutcome("failed", note="it was not read")] * len(tasks)
    for done, (number, outcome) in enumerate(workers.each(jobs.read, tasks), 1):
        found[number] = JobOutcome("failed", note=outcome) if isinstance(outcome, Failed) else outcome
        progress("repositories", done, len(tasks))
    return found


def _describe_known(name: str, outcome: JobOutcome, secret: Secret) -> _KnownRepository:
    head = shard.head(outcome.head, secret, outcome.shard, f"the shard of {name}")
    digest = jobs.digest(outcome.head)
    identity = jobs.identity(name, secret)
    return _KnownRepository(
        CatalogueEntry(name, outcome.commit, identity, outcome.shard, digest, head.size, head.lines, head.prints), head
    )


def _as_before(entry: CatalogueEntry, storage: Storage, secret: Secret) -> _KnownRepository | None:
    """Return a repository with its last shard, or None if that does not exist any more."""
    try:
        data = storage.read(entry.shard, 0, shard.HEAD)
        return _KnownRepository(entry, shard.head(data, secret, entry.shard))
    except (FileNotFoundError, GateError):
        return None


def _is_whole(known: Catalogue, storage: Storage) -> bool:
    """Whether the filter is intact."""
    if storage.size(known.membership) != known.size:
        return False
    digest = blake2b(digest_size=16)
    try:
        for piece in storage.pieces(known.membership, known.size):
            digest.update(piece)
    except FileNotFoundError:
        return False
    return digest.digest() == known.digest


def join_filter(known: Sequence[_KnownRepository], at: _At, workers: Workers, progress: Progress) -> Catalogue:
    """Build the filter of all shards, and write it. Raises GateError if a part of it cannot be built."""
    bits = membership.bits(sum(one.head.sampled for one in known))
    tasks = [Joining(at.place, [_slice(one, part, bits) for one in known]) for part in range(1 << bits)]
    parts: list[FilterTable] = [FilterTable(b"", b"", b"")] * len(tasks)
    for done, (number, made) in enumerate(workers.each(jobs.join, tasks), 1):
        if isinstance(made, Failed) or made.problem:
            raise GateError(
                f"the filter could not be built: {made if isinstance(made, Failed) else made.problem}",
                "Run this command again. Indexed repositories are kept.",
            )
        parts[number] = FilterTable(made.row, made.checks, made.values)
        progress("parts of the filter", done, len(tasks))
    prints = sum(one.head.prints for one in known)
    pieces = list(membership.write_filter(parts, len(known), prints, at.secret))
    digest = blake2b(digest_size=16)
    for piece in pieces:
        digest.update(piece)
    name = f"membership-{digest.hexdigest()}"
    at.storage.write(name, pieces)
    entries = [one.entry for one in known]
    return Catalogue(name, digest.digest(), sum(map(len, pieces)), entries)


def _slice(one: _KnownRepository, part: int, bits: int) -> Slice:
    return Slice(one.entry.id, one.entry.name, one.entry.shard, one.head.part(part, bits))


def _files(known: Catalogue | None) -> set[str]:
    return {known.membership, *(entry.shard for entry in known.repositories)} if known else set()
