"""The current state of an index, and the plan of a build."""

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
    """Return the catalogue of the existing index. Raises GateError if it belongs to another organisation."""
    data = load_stored(storage)
    return catalogue.read(data, secret, "the index there") if data is not None else None


def load_stored(storage: Storage) -> bytes | None:
    """Return the stored catalogue, or None if it does not exist. Raises GateError if it is too large."""
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
    """Return a short description of the build for each repository. Unchanged repositories are omitted."""
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
