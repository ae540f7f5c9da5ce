"""Decode bytes: by byte order mark, as UTF-16 or UTF-32, as UTF-8, and otherwise as Windows-1252.

No text is lost. A part in another encoding is decoded by itself. Such a part comes from `>>` in old versions of
PowerShell, or from an editor that relied on a byte order mark. An invalid byte affects only itself.

Binary data has a NUL byte in its first 8,000 bytes, as in git, and more than one control character in twenty bytes of
all its data. A row of NUL bytes, as in a rotated log, does not count. A single NUL byte, or a page of random bytes at
the start, is therefore not enough to bypass the check.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_PROBE = 8000  # bytes; git has the same limit
_TEXT_CONTROLS = bytes([7, 8, 9, 10, 11, 12, 13, 27])
_CONTROLS = bytes(set(range(32)) - set(_TEXT_CONTROLS)) + b"\x7f"
_MOST_CONTROLS = 0.05
_HOLE = re.compile(rb"\0{16,}+")
# Bytes of printable ASCII in a row within UTF-16 or UTF-32. Read as UTF-16, they would be sixteen Chinese characters
# whose bytes are all printable. By chance this happens once in ten million. A byte next to a NUL belongs to a wide
# character.
_ASCII_WITHIN = {
    "le": re.compile(rb"[\t\n\r\x20-\x7e]{32,}(?!\0)"),
    "be": re.compile(rb"(?<!\0)[\t\n\r\x20-\x7e]{32,}"),
}
# ASCII in UTF-16 of the other byte order, as it is decoded with this order. A row of these is even less likely by
# chance.
_TURNED = "".join(chr(code << 8) for code in (9, 10, 13, *range(0x20, 0x7F)))
_TURNED_WITHIN = re.compile(f"(?:[{_TURNED}]\0?){{8,}}")
# ASCII letters within other data, each with one or three NUL bytes next to it, in either byte order. In little-endian
# data, the first letter is outside the match. The expression begins with a byte that is fast to search for.
_WIDE_WITHIN = re.compile(
    rb"\0[\t\n\r\x20-\x7e](?:\0[\t\n\r\x20-\x7e]){6,}\0?|\0\0\0[\t\n\r\x20-\x7e](?:\0\0\0[\t\n\r\x20-\x7e]){6,}(?:\0\0\0)?"
)


def decode(data: bytes) -> tuple[str, str | None]:
    """Return the text, and a remark if the bytes were not plain UTF-8.

    A byte order mark is removed, so that columns of the first line are the same as in editors.
    """
    for mark, encoding, name in _MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            if encoding == "utf-8":
                return _narrow(body)
            text, strange = _wide(body, encoding)
            if not strange:
                return text, f"Text was decoded as {name}"
            # the mark of UTF-32 may be that of UTF-16 followed by a NUL
            if name != "UTF-32" or text.count("\ufffd") < _MOST_CONTROLS * len(text):
                return text, f"Text was decoded as {name}, but parts are damaged or in another encoding"
    if guessed := _without_mark(data):
        text, strange = _wide(data, guessed)
        name = guessed[:6].upper()
        return text, f"Text was decoded as {name} (no byte order mark)" + (
            ", but parts are in another encoding" * strange
        )
    return _narrow(data)


def _wide(data: bytes, encoding: str) -> tuple[str, bool]:
    """Decode UTF-16 or UTF-32, and ASCII parts in it as ASCII.

    Also return whether a part was damaged or in another encoding.
    """
    parts, at, strange = [], 0, False
    for found in [*_ASCII_WITHIN[encoding[-2:]].finditer(data), None]:
        end = found.start() if found else len(data)
        piece = data[at:end]
        try:
            parts.append(piece.decode(encoding))
        except UnicodeDecodeError:
            parts.append(piece.decode(encoding, "replace"))
            strange = True
        if found:
            parts.append(found[0].decode("ascii"))
            at, strange = found.end(), True
    text = "".join(parts)
    turned = _TURNED_WITHIN.sub(_turn_escape, text)
    return turned, strange or turned != text


def _turn_escape(found: re.Match[str]) -> str:
    return "".join(chr(ord(letter) >> 8) for letter in found[0].replace("\0", ""))


def _narrow(data: bytes) -> tuple[str, str | None]:
    remark = None
    if b"\0" in data:
        collapsed = narrow(data)
        if collapsed != data:
            data, remark = collapsed, "Parts of the text were decoded as UTF-16"
    try:
        return data.decode("utf-8"), remark
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", _LATIN)
        return text, f"Text is not valid UTF-8 (byte {error.start:,}) and was decoded as Latin-1"


def narrow(data: bytes) -> bytes:
    """Return the data with ASCII text in UTF-16 or UTF-32 converted to plain ASCII."""
    return _WIDE_WITHIN.sub(lambda found: found[0].replace(b"\0", b""), data)


_LATIN = "privacy-gate-latin"
_NOT_ASCII = re.compile(rb"[\x80-\xff]+")


@cache
def _windows() -> dict[int, str]:
    """Return the Windows characters that browsers use for Latin-1: https://encoding.spec.whatwg.org/#windows-1252."""
    return {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}


def _as_latin(error: UnicodeError) -> tuple[str, int]:
    """Decode the bytes from 0x80 at the position of the error, up to the next ASCII byte."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    found = _NOT_ASCII.match(error.object, error.start)
    end = found.end() if found else error.end
    return error.object[error.start : end].decode("latin-1").translate(_windows()), end


codecs.register_error(_LATIN, _as_latin)


def looks_binary(data: bytes) -> bool:
    """Whether the data is binary (see the docstring of this module)."""
    if b"\0" not in data[:_PROBE]:
        return False
    if data.startswith(tuple(mark for mark, _, _ in _MARKS)) or _without_mark(data):
        return False
    length, controls = len(data), len(data) - len(data.translate(None, _CONTROLS))
    if controls <= _MOST_CONTROLS * length:
        return False
    zeros = data.count(0)
    if controls - zeros > _MOST_CONTROLS * (length - zeros):  # without the NUL bytes
        return True
    data = _WIDE_WITHIN.sub(b"", data)
    data = _HOLE.sub(b"", data)
    return data.count(0) + controls - zeros > _MOST_CONTROLS * len(data)


def _without_mark(data: bytes) -> str | None:
    """Guess UTF-16 or UTF-32 without a mark.

    For mostly Latin text, nearly every second byte is NUL in UTF-16, and three of four in UTF-32.
    """
    probe = data[: _PROBE // 4 * 4]
    if len(probe) < 4 or b"\0" not in probe:
        return None
    quarter = len(probe) / 4
    first, second, third, fourth = (probe[at::4].count(0) / quarter for at in range(4))
    if min(first, second, third) > 0.7 and fourth < 0.05:
        return "utf-32-be"
    if min(second, third, fourth) > 0.7 and first < 0.05:
        return "utf-32-le"
    if len(data) % 2 == 0 and min(second, fourth) > 0.7 and max(first, third) < 0.05:
        return "utf-16-le"
    if len(data) % 2 == 0 and min(first, third) > 0.7 and max(second, fourth) < 0.05:
        return "utf-16-be"
    return None


def codec(data: bytes) -> tuple[bytes, str] | None:
    """Return the byte order mark and the codec that encode the text to exactly these bytes.

    Return None if there is none.
    """
    text, _ = decode(data)
    marks = [(mark, name) for mark, name, _ in _MARKS if data.startswith(mark)]
    for mark, name in (*marks, (b"", "utf-8"), (b"", "utf-16-le"), (b"", "utf-16-be"), (b"", "latin-1")):
        try:
            if mark + text.encode(name) == data:
                return mark, name
        except UnicodeEncodeError:
            continue
    return None
