"""What an index is like now, and what a build would do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from privacy_gate.base.errors import GateError
from privacy_gate.base.git import other_repositories
from privacy_gate.index.organisation import catalogue
from privacy_gate.index.organisation.catalogue import Catalogue
from privacy_gate.index.organisation.secret import Secret
from privacy_gate.organisation import jobs
from privacy_gate.organisation.manifest import ManifestRepository
from privacy_gate.organisation.storage import Storage


def load_last(storage: Storage, secret: Secret) -> Catalogue | None:
    """The catalogue of the index that is there. Raises GateError when it is another organisation's."""
    data = load_stored(storage)
    return catalogue.read(data, secret, "the index there") if data is not None else None


def load_stored(storage: Storage) -> bytes | None:
    """The catalogue as it is there; None where there is none. Raises GateError for one of no catalogue's size."""
    size = storage.size(catalogue.NAME)
    if size is None:
        return None
    if size > catalogue.LARGEST:
        raise GateError(f"the catalogue of the index is too large: {size:,} bytes", "Check who wrote it.")
    try:
        return storage.read(catalogue.NAME, 0, size)
    except FileNotFoundError:
        return None


def describe_behind(
    repositories: Iterable[ManifestRepository], known: Catalogue | None, secret: Secret
) -> dict[str, str]:
    """What a build would do with each repository, in a word or a few; those that it would not read are left out."""
    old = {entry.name: entry for entry in known.repositories} if known else {}
    found: dict[str, str] = {}
    named = set()
    for repository in repositories:
        name = repository.name
        named.add(name)
        try:
            commit = other_repositories.head(Path(repository.path))
        except GateError as error:
            found[name] = error.message
            continue
        if commit is None:
            if name in old:
                found[name] = "no commits any more: removed from the index"
        elif name not in old:
            found[name] = "new"
        elif old[name].commit != commit:
            found[name] = "its HEAD has changed"
        elif old[name].shard != jobs.shard_name(name, commit, secret):
            found[name] = "indexed by another version of privacy-gate"
    return found | dict.fromkeys(sorted(old.keys() - named), "no longer named: leaves the index")
