"""The downloaded part of an organisation's index: a folder in the user's cache."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from privacy_gate.base import cache
from privacy_gate.base.errors import GateError
from privacy_gate.base.hashing import blake2b
from privacy_gate.base.package_data import map_file
from privacy_gate.config.parts import Organisation
from privacy_gate.index.organisation import catalogue
from privacy_gate.index.organisation.secret import Secret
from privacy_gate.index.organisation.shard import Shard

MEMBERSHIP = "membership"
"""The file name of the membership filter in this folder."""

HINT = "run: privacy-gate org pull"


def address(organisation: Organisation, folder: Path) -> str:
    """Return the address of an organisation's index.

    A path is resolved against `folder`. Any other address is unchanged.
    """
    named = organisation.index
    return named if "://" in named else str(folder / Path(named).expanduser())


def folder(where: str) -> Path:
    """Return the folder for the downloaded index of this address. Raises GateError if the user has no cache folder."""
    base = cache.folder()
    if base is None:
        raise GateError("no directory for the downloaded index", "Set HOME or PRIVACY_GATE_CACHE.")
    return base / f"organisation-{blake2b(where.encode('utf-8', 'surrogateescape'), digest_size=8).hexdigest()}"


def membership(here: Path) -> memoryview:
    """Return the membership filter. Raises GateError if it was not downloaded."""
    if not (here / MEMBERSHIP).is_file():
        raise GateError("the organisation index is not on this computer", HINT)
    return memoryview(map_file(here / MEMBERSHIP, "the filter of the organisation index"))


class Pulled:
    """The catalogue of a downloaded index, and the shards that were downloaded."""

    def __init__(self, here: Path, secret: Secret) -> None:
        self._here, self._secret = here, secret

    def repositories(self) -> Sequence[catalogue.CatalogueEntry]:
        """Return the repositories.

        Raises GateError if the catalogue was not downloaded or cannot be decrypted with the key.
        """
        return list(self._by_id.values())

    def shard(self, identity: bytes) -> Shard | None:
        """Return the shard of a repository; None if it was not downloaded. Raises GateError if it was modified."""
        entry = self._by_id[identity]
        file = self._here / entry.shard
        if not file.is_file():
            return None
        data = memoryview(map_file(file, "a shard"))
        return Shard(data, self._secret, entry.shard, f"the shard of {entry.name}")

    @cached_property
    def _by_id(self) -> dict[bytes, catalogue.CatalogueEntry]:
        try:
            data = (self._here / catalogue.NAME).read_bytes()
        except OSError:
            raise GateError("the catalogue of the organisation index is not on this computer", HINT) from None
        found = catalogue.read(data, self._secret, "the catalogue of the organisation index")
        return {entry.id: entry for entry in found.repositories}
