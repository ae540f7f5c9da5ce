"""The commit of the installed privacy-gate, if its installer recorded it (PEP 610)."""

from __future__ import annotations

import re
from importlib import metadata

import msgspec
from msgspec import Struct

_GITHUB = re.compile(r"(?:https://|ssh://git@)github\.com/([\w.-]{1,100}/[\w.-]{1,100}?)(?:\.git)?/?")
_COMMIT = re.compile(r"[0-9a-f]{40}")


class _Vcs(Struct, frozen=True):
    vcs: str
    commit_id: str


class _DirectUrl(Struct, frozen=True):
    url: str
    vcs_info: _Vcs | None = None


class Pin(Struct, frozen=True):
    """`owner/name` on GitHub, and one of its commits."""

    repository: str
    commit: str


def find_commit() -> Pin | None:
    """Return the installed commit.

    Return None for a release from a package index, or a folder, which have no commit.
    """
    try:
        text = metadata.distribution("privacy-gate").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return None
    return read(text or "")


def read(direct_url: str) -> Pin | None:
    """Return the commit in the text of a direct_url.json."""
    try:
        found = msgspec.json.decode(direct_url, type=_DirectUrl)
    except msgspec.MsgspecError:
        return None
    there = _GITHUB.fullmatch(found.url)
    if there is None or found.vcs_info is None or not _COMMIT.fullmatch(found.vcs_info.commit_id):
        return None
    return Pin(there[1], found.vcs_info.commit_id)
