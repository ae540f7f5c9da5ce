"""Bytes to text: byte-order marks, UTF-16, UTF-8, else Latin-1, in which nothing is ever lost."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", None),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_PROBE = 8000  # bytes; git looks at as many
_TEXT_CONTROLS = bytes([7, 8, 9, 10, 11, 12, 13, 27])
_CONTROLS = bytes(set(range(32)) - set(_TEXT_CONTROLS)) + b"\x7f"
_MOST_CONTROLS = 0.05


def decode(data: bytes) -> tuple[str, str | None]:
    """The text, and a remark when the bytes were not plain UTF-8.

    A byte-order mark is dropped, so that columns of the first line agree with what editors show.
    """
    for mark, encoding, remark in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), remark and f"read as {remark}"
            except UnicodeDecodeError:
                return data[len(mark) :].decode(encoding, "replace"), f"read as {encoding}; parts of it are damaged"
    if encoding_ := _utf16_without_mark(data):
        try:
            return data.decode(encoding_), "read as UTF-16 (no byte-order mark)"
        except UnicodeDecodeError:
            pass
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        return data.decode("latin-1"), f"not UTF-8 (at byte {error.start:,}), read as Latin-1"


def looks_binary(data: bytes) -> bool:
    """Whether the start of the data holds a NUL byte and more control characters than a text ever does.

    A text with a NUL byte in it stays a text, so that a byte is no way around the gate.
    """
    probe = data[:_PROBE]
    if b"\0" not in probe or data.startswith(tuple(mark for mark, _, _ in _MARKS)) or _utf16_without_mark(data):
        return False
    controls = len(probe) - len(probe.translate(None, _CONTROLS))
    return controls > _MOST_CONTROLS * len(probe)


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 of mostly Latin text shows as a NUL in nearly every second byte."""
    probe = data[: _PROBE // 2 * 2]
    if len(probe) < 4 or len(data) % 2 or b"\0" not in probe:
        return None
    half = len(probe) // 2
    even, odd = probe[0::2].count(0) / half, probe[1::2].count(0) / half
    if odd > 0.7 and even < 0.05:
        return "utf-16-le"
    if even > 0.7 and odd < 0.05:
        return "utf-16-be"
    return None
