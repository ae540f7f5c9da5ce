"""Read a repository into the shard of its HEAD commit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.base.git import listing, objects
from privacy_gate.config import Config, extends
from privacy_gate.index import file_kinds
from privacy_gate.index.organisation import shard_build
from privacy_gate.index.organisation.secret import Secret
from privacy_gate.index.organisation.shard_build import Content
from privacy_gate.sources.trusted_commit import Trusted


class ShardRead(NamedTuple):
    """A shard and a message, which is usually empty."""

    shard: bytes
    note: str


def read(file: str, name: str, folder: Path, commit: str, secret: Secret) -> ShardRead:
    """Build the shard of a repository (bare or not) at a commit, with the settings of that commit.

    If the settings are invalid, all code is included. Raises GateError if a file cannot be read, because its code would
    otherwise never be found.
    """
    note = ""
    try:
        config = extends.load(folder, by=Trusted(folder, commit).read).config
    except GateError as error:
        config, note = Config(), f"its settings cannot be read, so all of its code is indexed: {error.message}"
    by_oid = _code(folder, commit, config)
    contents = (Content(path, data, file_kinds.never_leaves(path, config)) for path, data in _contents(folder, by_oid))
    return ShardRead(shard_build.make_shard(file, name, commit, contents, secret), note)


def _code(folder: Path, commit: str, config: Config) -> dict[str, str]:
    """Return the blobs of code, each with the first of its paths."""
    listed = listing.tree_blobs(folder, commit, elsewhere=True)
    if not listed:
        git.run(["ls-tree", "--full-tree", commit], folder, elsewhere=True)  # raises an error with the reason
    by_oid: dict[str, str] = {}
    for path, oid in sorted(listed):
        if file_kinds.is_indexed(path, config):
            by_oid.setdefault(oid, path)
    return by_oid


def _contents(folder: Path, by_oid: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    contents = objects.read_contents(folder, list(by_oid), file_kinds.LARGEST, elsewhere=True)
    for path, data in zip(by_oid.values(), contents, strict=True):
        if data is None:
            raise GateError(
                "some of its files are not in the clone", "Partial clones are not supported. Fetch the full clone."
            )
        if isinstance(data, bytes):
            yield path, data
