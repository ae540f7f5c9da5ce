"""The files of a source: code and prose, in a fixed order, without what machines wrote."""

from __future__ import annotations

import gzip
import io
import re
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from privacy_gate.index.file_parts import find_family

_NO_PROSE = re.compile(r"(?i)(?:^|/)(?:licen[cs]e|copying|notice|authors|entry_points|top_level|requirements)[^/]*$")
_SKIPPED = re.compile(
    r"(?:^|/)(?:node_modules|_vendor|vendor|vendored|test_data|testdata|locale|__pycache__|site-packages)/|\.min\."
)
_MAX_BYTES = 1_500_000
_MOST_LINES = 400_000
"""Of one package, in the order of the paths: no package shall outweigh all others."""
_LONG_LINES = 200  # code written by hand has 35 characters a line; a bundle without blanks has thousands


_TERMS = (r"License-Expression: (.+)", r"Classifier: License :: (?:OSI Approved :: )?(.+)", r"License: (.+)")


class Member(NamedTuple):
    """A file: its path in the archive, the family of its language, its text."""

    path: str
    family: str
    text: str


def members(archive: Path, paths: str = "") -> Iterator[Member]:
    """The files that people wrote, in the order of their paths; each content once. `paths` is an
    expression for those that count."""
    seen, lines = set(), 0
    for path, data in _raw(archive):
        family = _family(path)
        if not re.search(paths, path):
            continue
        if family is None or len(data) > _MAX_BYTES or _digest(data) in seen:
            continue
        seen.add(_digest(data))
        text = data.decode("utf-8", "replace").replace("\r\n", "\n")
        if family != "prose" and len(text) > _LONG_LINES * (1 + text.count("\n")):
            continue
        lines += text.count("\n")
        if lines > _MOST_LINES:
            return
        yield Member(path, family, text)


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


def _family(path: str) -> str | None:
    if _SKIPPED.search(path):
        return None
    name = path.rpartition("/")[2]
    family = "prose" if name in ("METADATA", "README") else find_family(name)
    return None if family == "prose" and _NO_PROSE.search(path) else family


def _raw(archive: Path) -> Iterator[tuple[str, bytes]]:
    if archive.is_dir():
        for path in sorted(archive.rglob("*")):
            if path.is_file() and _family(name := path.relative_to(archive).as_posix()):
                yield name, path.read_bytes()
    elif archive.suffix in (".whl", ".zip"):
        yield from _zipped(zipfile.ZipFile(archive))
    elif archive.suffix == ".deb":
        plain = subprocess.run(["dpkg-deb", "--fsys-tarfile", archive], capture_output=True, check=True).stdout
        yield from _tarred(io.BytesIO(plain))
    else:
        # in memory: to read files in the order of their names, gzip would begin anew for each
        yield from _tarred(io.BytesIO(gzip.decompress(archive.read_bytes())))


def _zipped(opened: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    with opened:
        for info in sorted(opened.infolist(), key=lambda info: info.filename):
            if _family(info.filename) and info.file_size <= _MAX_BYTES:
                yield info.filename, opened.read(info)


def _tarred(data: io.BytesIO) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=data) as opened:
        for info in sorted(opened.getmembers(), key=lambda info: info.name):
            if not info.isfile():
                continue
            if info.name.endswith("/src.zip"):  # how Debian packs the sources of Java
                yield from _zipped(zipfile.ZipFile(io.BytesIO(opened.extractfile(info).read())))  # type: ignore[union-attr]
            elif _family(info.name) and info.size <= _MAX_BYTES:
                yield info.name, opened.extractfile(info).read()  # type: ignore[union-attr]


def licence(archive: Path) -> str:
    """What a package says of its licence, in a few words."""
    if archive.is_dir():
        return "PSF-2.0"
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as opened:
            name = next(name for name in opened.namelist() if name.endswith(".dist-info/METADATA"))
            head = opened.read(name).decode("utf-8", "replace").partition("\n\n")[0]
        for pattern in (
            r"License-Expression: (.+)",
            r"Classifier: License :: (?:OSI Approved :: )?(.+)",
            r"License: (.+)",
        ):
            if found := re.search(pattern, head):
                return found[1].strip()[:60]
    if archive.suffix == ".tgz":
        with tarfile.open(archive) as opened:
            names = [name for name in opened.getnames() if name.count("/") == 1 and name.endswith("/package.json")]
            manifest = opened.extractfile(names[0]).read().decode("utf-8", "replace")  # type: ignore[union-attr]
        if found := re.search(r'"license"\s*:\s*(?:\{[^}]*"type"\s*:\s*)?"([^"]+)"', manifest):
            return found[1][:60]
    return "see its copyright file" if archive.suffix == ".deb" else "not stated"
