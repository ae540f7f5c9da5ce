"""Recognise archives by their content, whatever their name. They are not unpacked, but reported as skipped.

A text that begins with the mark of an archive is still a text. The mark is therefore enough only for binary data. A
format whose content may be plain text must have its own structure as well.
"""

from __future__ import annotations

from collections.abc import Callable

_TAR_BLOCK = 512
_ZIP_END = b"PK\x05\x06"
_ZIP_TAIL = 22 + 65_535  # bytes: the end of the central directory and the longest comment
_SQLITE = b"SQLite format 3\x00"
_PRINTABLE = bytes([9, 10, 13, *range(32, 127)])
_MOST_PRINTABLE = 0.7  # maximum share of printable bytes; compressed data has 38 %

# name, offset of its mark, the mark
_PACKED = (
    ("gzip", 0, b"\x1f\x8b\x08"),
    ("bzip2", 0, b"BZh"),
    ("xz", 0, b"\xfd7zXZ\x00"),
    ("zstd", 0, b"\x28\xb5\x2f\xfd"),
    ("lz4", 0, b"\x04\x22\x4d\x18"),
    ("compress", 0, b"\x1f\x9d"),
    ("7z", 0, b"7z\xbc\xaf\x27\x1c"),
    ("rar", 0, b"Rar!\x1a\x07"),
    ("zip", 0, b"PK\x03\x04"),
    ("cab", 0, b"MSCF\x00\x00\x00\x00"),
    ("rpm", 0, b"\xed\xab\xee\xdb"),
    ("deb", 0, b"!<arch>\n"),
    ("OLE (doc, xls, msi)", 0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ("Java key store", 0, b"\xfe\xed\xfe\xed"),
    ("git pack", 0, b"PACK\x00\x00\x00"),
    ("squashfs", 0, b"hsqs"),
    ("ISO 9660", 32_769, b"CD001"),
)


def is_archive(data: bytes) -> bool:
    """Whether the data is an archive or a database."""
    if any(is_one(data) for is_one in _STRUCTURED):
        return True
    marked = any(data.startswith(mark, at) for _, at, mark in _PACKED)
    return marked and not _is_text(data)


def _is_text(data: bytes) -> bool:
    """Whether the data looks like a text: UTF-8 without NUL bytes, or mostly printable ASCII."""
    if len(data) - len(data.translate(None, _PRINTABLE)) > _MOST_PRINTABLE * len(data):
        return True
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _is_zip(data: bytes) -> bool:
    """Whether the data has a ZIP directory at its end, with a correct length. This includes wheels, jars, docx and
    xlsx.

    https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, section 4.3.16
    """
    if not data.startswith((b"PK\x03\x04", _ZIP_END)):
        return False
    at = data.rfind(_ZIP_END, max(0, len(data) - _ZIP_TAIL))
    if at < 0 or at + 22 > len(data):
        return False
    size, offset, comment = (int.from_bytes(data[at + a : at + b], "little") for a, b in ((12, 16), (16, 20), (20, 22)))
    # the offset is all ones if the 64-bit form describes the directory
    return at + 22 + comment == len(data) and (offset == 0xFFFFFFFF or offset + size <= at)


def _is_tar(data: bytes) -> bool:
    """Whether the first header contains the checksum of its own bytes (POSIX.1-1988 `ustar`, and the older form)."""
    header = data[:_TAR_BLOCK]
    if len(data) < 2 * _TAR_BLOCK or not header[0] or b"\0" not in header:
        return False
    try:
        told = int(header[148:156].strip(b" \0") or b"-1", 8)
    except ValueError:
        return False
    return told == sum(header[:148]) + 8 * ord(" ") + sum(header[156:])


def _is_sqlite(data: bytes) -> bool:
    """Whether the data has the header of https://www.sqlite.org/fileformat2.html, section 1.3."""
    if not data.startswith(_SQLITE) or len(data) < _TAR_BLOCK:
        return False
    page = int.from_bytes(data[16:18], "big")
    page = 65_536 if page == 1 else page
    return page >= _TAR_BLOCK and not page & (page - 1) and not len(data) % page


_STRUCTURED: tuple[Callable[[bytes], bool], ...] = (_is_zip, _is_tar, _is_sqlite)
