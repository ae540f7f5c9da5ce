"""The manifest, which lists the repositories of an organisation index.

It is YAML with a list `repositories`, or a plain list of paths, one for each line. A repository is the path of a clone
(bare or not). It may have a URL to mirror it from on request.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import msgspec

from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.settings_files import decode_yaml
from privacy_gate.base.text import one_line

_Text = Annotated[str, msgspec.Meta(min_length=1)]
_ADDRESS = re.compile(r"(?:https|ssh|git|file)://\S+|[\w.-]+@[\w.-]+:\S+")
"""The addresses that git may mirror. `ext::` is excluded, because it would run a command."""


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    path: _Text
    name: _Text | None = None
    url: _Text | None = None


class _ManifestFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    repositories: list[_Text | _Record]


class ManifestRepository(msgspec.Struct, frozen=True):
    """A repository: its name, the path of its clone, and the URL to mirror it from, or None."""

    name: str
    path: str
    url: str | None


def read(file: Path) -> list[ManifestRepository]:
    """Return the repositories of a manifest, sorted by name.

    Raises GateError for a mistake in it, and if it is empty.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise cannot("read", f"the manifest {file}", error) from None
    except UnicodeDecodeError:
        raise GateError(f"the manifest {file} is not UTF-8", "Save it as UTF-8.") from None
    if file.suffix in (".yaml", ".yml"):
        records = decode_yaml(text, str(file), _ManifestFile).repositories
    else:
        lines = (line.strip() for line in text.splitlines())
        records = [line for line in lines if line and not line.startswith("#")]
    found: dict[str, ManifestRepository] = {}
    for record in records:
        one = _repository(record if isinstance(record, _Record) else _Record(record), file)
        if one.name in found:
            raise GateError(
                f"{file}: two repositories have the name {one_line(one.name)}",
                "Set a different `name` for one of them.",
            )
        found[one.name] = one
    if not found:
        raise GateError(
            f"{file} names no repository", "List one clone path per line, or use YAML with `repositories:`."
        )
    return sorted(found.values(), key=lambda one: one.name)


def _repository(record: _Record, file: Path) -> ManifestRepository:
    try:
        path = file.absolute().parent / Path(record.path).expanduser()
        name = record.name or path.resolve().name.removesuffix(".git")
    except (OSError, RuntimeError, ValueError):  # an unknown user, or an invalid file name
        raise GateError(
            f"{file}: not a valid repository path: {one_line(record.path)}",
            "Use the path of a clone, relative to the manifest.",
        ) from None
    if record.url is not None and not _ADDRESS.fullmatch(record.url):
        raise GateError(
            f"{file}: the address of {one_line(name)} is not supported",
            "Use https://, ssh://, git@host: or file://.",
        )
    return ManifestRepository(name, str(path), record.url)
