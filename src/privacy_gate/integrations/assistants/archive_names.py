"""List the names of the files in an archive without unpacking it."""

from __future__ import annotations

import bz2
import gzip
import lzma
import posixpath
import tarfile
import zipfile
from collections.abc import Callable
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

_MOST_MEMBERS = 20_000
_MOST_BYTES = 64 << 20  # bytes that are read of an archive, and of its content

_DECOMPRESSORS: tuple[tuple[bytes, Callable[[BinaryIO], Any]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ", lzma.open),
)


class UnlistedArchiveError(Exception):
    """An archive cannot be listed: it is missing, too large, or of another format."""


class _BoundedStream(RawIOBase):
    """A file of which only a limited number of bytes is read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._left = _MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer))
        data = self._stream.read(len(view))
        self._left -= len(data)
        if self._left < 0:
            raise UnlistedArchiveError
        view[: len(data)] = data
        return len(data)


def list_names(archive: Path) -> list[str]:
    """Return the names in an archive. Raises UnlistedArchiveError, also for a link that leads out of the folder."""
    try:
        if archive.is_file() and archive.stat().st_size <= _MOST_BYTES:
            return _of_zip(archive) if zipfile.is_zipfile(archive) else _of_tar(archive)
    except UnlistedArchiveError:
        raise
    except Exception as error:  # the readers of these formats raise errors of many kinds
        raise UnlistedArchiveError from error
    raise UnlistedArchiveError


def _of_zip(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as opened:
        members = opened.infolist()
    if len(members) > _MOST_MEMBERS or any((one.external_attr >> 28) == 0o12 for one in members):
        raise UnlistedArchiveError  # too many names, or a link with an unknown target
    return [one.filename for one in members]


def _of_tar(archive: Path) -> list[str]:
    names: list[str] = []
    with archive.open("rb") as stream:
        opens = next((opens for magic, opens in _DECOMPRESSORS if stream.peek(8).startswith(magic)), None)
        source = BufferedReader(_BoundedStream(opens(stream) if opens else stream))
        with tarfile.open(fileobj=source, mode="r|") as opened:
            for member in opened:
                leads_out = (member.issym() or member.islnk()) and _leads_out(member.linkname)
                if len(names) >= _MOST_MEMBERS or leads_out:
                    raise UnlistedArchiveError
                names.append(member.name)
    return names


def _leads_out(target: str) -> bool:
    plain = posixpath.normpath(target)
    return plain.startswith(("/", ".")) and plain != "."
