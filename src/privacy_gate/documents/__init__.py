"""Decode bytes to text, and split text into prose, comments, docstrings, strings and code."""

from __future__ import annotations

import codecs

from privacy_gate.documents.decode import decode, looks_binary
from privacy_gate.documents.segment import segmenter
from privacy_gate.model import ARCHIVE, Blob, Document, Exposure, Skipped

_MARKED = frozenset(
    b"\x1f\x8b \x1f\x9d \xfd7 \x28\xb5 \x04\x22 7z BZ Ra PK MS \xed\xab !< \xd0\xcf \xfe\xed PA hs SQ".split()
)
"""The first two bytes of the formats that `archives` recognises.

A tar file begins with a name, and contains NUL bytes.
"""


def read(blob: Blob) -> Document | Skipped:
    """Decode a blob to a document.

    Binary data and archives are skipped, unless they contain a readable token.
    """
    data = blob.data
    if data[:2] in _MARKED or b"\0" in data[:512]:
        from privacy_gate.documents import archives

        if archives.is_archive(data):
            return _readable(blob) or Skipped(blob.path, ARCHIVE)
    if looks_binary(data):
        return _readable(blob) or Skipped(blob.path, "binary")
    text, remark = decode(data)
    added = blob.added
    if added and not _counts_alike(text, data, remark):
        added = None
    if "\r" in text and text.find("\n", 0, len(text) - 1) < 0:  # a file of the old Mac OS, one line for git
        text = text.replace("\r", "\n")
        added = None if added else added
    return Document(blob.path, text, blob.exposure, added, segmenter=segmenter(blob.path, blob.exposure), remark=remark)


def _readable(blob: Blob) -> Document | None:
    """Return the printable text of binary data that contains a token.

    All of it is in scope, because git gives no line numbers for it.
    """
    from privacy_gate.documents import printable_strings

    text = printable_strings.blank_unprintable(blob.data)
    return Document(blob.path, text, blob.exposure, remark=printable_strings.REMARK) if text else None


def of_text(path: str, text: str, exposure: Exposure) -> Document:
    """Create a document from typed text. It is never binary data, and a byte order mark has no effect.

    Characters that cannot be read (NUL, lone surrogates) are removed or replaced, so that they cannot hide others.
    """
    plain = text.encode("utf-8", "surrogatepass").replace(b"\0", b"").decode("utf-8", "replace").removeprefix("\ufeff")
    if "\n" not in plain:
        plain = plain.replace("\r", "\n")
    return Document(path, plain, exposure, segmenter=segmenter(path, exposure))


def is_plain(data: bytes) -> bool:
    """Whether `read` would decode the data as plain UTF-8. This check is fast."""
    if data[:2] in _MARKED or b"\0" in data or data.startswith(codecs.BOM_UTF8):
        return False
    if b"\r" in data and data.find(b"\n", 0, len(data) - 1) < 0:
        return False
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _counts_alike(text: str, data: bytes, remark: str | None) -> bool:
    """Whether git's line numbers are those of the decoded text.

    In UTF-16, a character may contain the byte of a line feed. Git's numbers are then wrong, and all lines are in
    scope.
    """
    return remark is None or text.count("\n") == data.count(b"\n")
