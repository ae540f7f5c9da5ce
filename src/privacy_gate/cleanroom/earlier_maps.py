"""Read the maps of version 0.1.0, so that answers to its prompts can be restored until the maps expire.

There is one file for each prompt, in `privacy-gate/clean` in the git directory. Outside git, the files are in the
user's cache directory. Names and addresses expire 14 days after the last `clean`, secrets after one day. A damaged map
may contain secrets, so it expires after one day.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec

from privacy_gate.base import atomic_write, cache, locks
from privacy_gate.base.errors import cannot
from privacy_gate.base.git import Repository
from privacy_gate.cleanroom.masking.places import Found
from privacy_gate.rules import placeholders
from privacy_gate.rules.placeholders import Key

_DAY = 86_400  # seconds
KEPT, SECRETS_KEPT = 14 * _DAY, _DAY
_PATIENCE = 10.0  # seconds
_WORD = re.compile(r"\w+")
_FORM_OR_NAME = re.compile(rf"(?P<form>(?i:{placeholders.FORMS}))|\w+(?:-\w+)*")


class Value(msgspec.Struct, frozen=True):
    """The original value of a placeholder."""

    kind: Annotated[str, msgspec.Meta(pattern="^[A-Z0-9_]{1,64}$")]
    number: int
    original: str
    secret: bool

    @property
    def key(self) -> Key:
        return Key(self.kind, self.number)


class EarlierMap(msgspec.Struct):
    """A map of version 0.1.0: values by placeholder, and original names by neutral name."""

    values: list[Value] = []
    names: dict[str, str] = {}

    def find_stand_ins(self, text: str, *, secrets: bool) -> Iterator[Found]:
        """Yield the stand-ins of this map in a text, in order, each with its original. Without `secrets`, those of
        secrets are skipped.
        """
        originals = {value.key: value.original for value in self.values if secrets or not value.secret}

        def named(found: re.Match[str]) -> str:
            return self.names.get(found[0], found[0])

        for found in _FORM_OR_NAME.finditer(text):
            if form := found["form"]:
                original = originals.get(placeholders.find_key(form), form)
            else:
                original = self.names.get(found[0]) or _WORD.sub(named, found[0])
            if original != found[0]:
                yield Found(*found.span(), original, found[0])


class MapRecord(msgspec.Struct, frozen=True):
    """The content of a map file. `at` is the time of the last `clean`, in seconds since 1970."""

    prompt: str
    at: float
    mapping: EarlierMap


def read_earlier_maps(repository: Repository | None, now: float | None = None) -> list[MapRecord]:
    """Remove expired values, and return the maps, newest first. Raises GateError if the directory cannot be locked."""
    base = repository.common / "privacy-gate" if repository is not None else cache.folder()
    if base is None or not (base / "clean").is_dir() or (base / "clean").is_symlink():
        return []
    now = time.time() if now is None else now
    with locks.hold_folder(base / "clean", _PATIENCE):
        read = [_expire(file, now) for file in sorted((base / "clean").glob("*.json"))]
    return sorted((one for one in read if one is not None), key=lambda one: -one.at)


def _expire(file: Path, now: float) -> MapRecord | None:
    """Remove the expired values of a map and return the rest."""
    try:
        record = msgspec.json.decode(atomic_write.read_own(file), type=MapRecord)
    except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
        record = None
    try:
        if record is None or abs(now - record.at) > KEPT:
            if record is not None or abs(now - file.lstat().st_mtime) > SECRETS_KEPT:
                file.unlink(missing_ok=True)
            return None
        if abs(now - record.at) > SECRETS_KEPT and any(value.secret for value in record.mapping.values):
            values = [value for value in record.mapping.values if not value.secret]
            record = MapRecord(record.prompt, record.at, EarlierMap(values, record.mapping.names))
            atomic_write.replace(file, msgspec.json.encode(record), 0o600)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise cannot("remove", f"the expired map {file}", error) from None
    return record
