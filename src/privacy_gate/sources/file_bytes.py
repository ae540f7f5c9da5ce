"""Functions for several sources: read a file without following links, limit sizes, and parse hunks."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from privacy_gate.base.text import plural
from privacy_gate.config import Config
from privacy_gate.model import Blob, Exposure, Hunk, Problem, Skipped
from privacy_gate.sources import Item

_CHUNK = 1 << 20  # bytes


_PLAINLY = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""Flags of `open`: do not follow a link, and do not wait for the other end of a pipe."""


def read_file(file: str, path: str, exposure: Exposure, config: Config) -> Item:
    """Read a regular file as a blob with all its lines in scope. Devices and symbolic links are skipped.

    `file` is its location, and `path` its name in findings. This is called for each file of a tree.
    """
    try:
        if not hasattr(os, "O_NOFOLLOW") and stat.S_ISLNK(os.lstat(file).st_mode):
            return Skipped(path, "symbolic link", str(Path(file).readlink()))
        descriptor = os.open(file, _PLAINLY)
    except OSError as error:
        return _skip_unopened(file, path) or Problem(path, f"cannot be read: {error.strerror}")
    try:
        info = os.fstat(descriptor)
        if what := _other_than_file(info.st_mode):
            return Skipped(path, what)
        size, most = info.st_size, config.max_file_size
        if size > most:
            return too_large(path, size, exposure, config)
        data = os.read(descriptor, size + 1)
        if len(data) != size:  # the file grows, or is a file of the kernel without a size
            data += read_bounded(io.FileIO(descriptor, closefd=False), most - len(data))
            if len(data) > most:
                return too_large(path, len(data), exposure, config)
        return Blob(path, data, exposure)
    except OSError as error:
        return Problem(path, f"cannot be read: {error.strerror}")
    finally:
        os.close(descriptor)


def _other_than_file(mode: int) -> str | None:
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISLNK(mode):
        return "symbolic link"
    return "submodule or nested repository" if stat.S_ISDIR(mode) else "not a regular file"


def _skip_unopened(file: str, path: str) -> Skipped | None:
    """Return a `Skipped` for a link or a socket, which cannot be opened. This is no error."""
    try:
        mode = os.lstat(file).st_mode
        target = str(Path(file).readlink()) if stat.S_ISLNK(mode) else ""
    except OSError:
        return None
    what = _other_than_file(mode)
    return Skipped(path, what, target) if what else None


def read_bounded(stream: BinaryIO | io.FileIO, most: int) -> bytes:
    """Read the rest of a stream, but never more than `most` + 1 bytes, because it may be endless."""
    parts, length = [], 0
    while length <= most and (more := stream.read(min(_CHUNK, most + 1 - length))):
        parts.append(more)
        length += len(more)
    return b"".join(parts)


def too_large(path: str, size: int, exposure: Exposure, config: Config) -> Problem | Skipped:
    """Return a problem for an outbound text, which must be checked. An internal text is skipped and listed."""
    if exposure is Exposure.OUTBOUND:
        return Problem(path, f"{plural(size, 'byte')}: too large to check (max_file_size: {config.max_file_size:,})")
    return Skipped(path, f"larger than max_file_size ({config.max_file_size:,} bytes)")


class Hunks(Struct, frozen=True):
    """The hunks of a file.

    `added` are its added lines, and `touched` are also the new lines next to removed ones. `removed` is the removed
    text. `hunks` has the same for each hunk.
    """

    added: frozenset[int]
    touched: frozenset[int]
    removed: str
    hunks: tuple[Hunk, ...] = ()


def read_hunks(raw: bytes) -> Hunks:
    """Read the hunks that git printed for one file, without context."""
    from unidiff.patch import PatchSet

    if not raw:
        return Hunks(frozenset(), frozenset(), "")
    added: set[int] = set()
    beside: set[int] = set()
    removed: list[str] = []
    hunks: list[Hunk] = []
    # Latin-1 keeps every byte, and only a line feed may end a line
    for hunk in PatchSet(io.StringIO("--- a/x\n+++ b/x\n" + raw.decode("latin-1"), newline="\n"))[0]:
        added.update(line.target_line_no or 0 for line in hunk if line.is_added)
        gone = ""
        if hunk.source_length:
            beside.add(max(1, hunk.target_start))
            gone = "".join(line.value for line in hunk if line.is_removed).encode("latin-1").decode("utf-8", "replace")
            removed.append(gone)
        hunks.append(Hunk(hunk.target_start, hunk.target_length, gone))
    return Hunks(frozenset(added), frozenset(added | beside), "".join(removed), tuple(hunks))
