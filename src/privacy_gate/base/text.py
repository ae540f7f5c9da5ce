"""Helpers for text: masking, and escaping for output."""

from __future__ import annotations

import re
from collections.abc import Iterable

from privacy_gate.base.hashing import blake2b
from privacy_gate.base.known_tokens import mask_tokens

MASK = "****"


def mask(line: str, hidden: Iterable[tuple[int, int, int]], focus: tuple[int, int]) -> tuple[str, int, int]:
    """Mask parts of a line. Returns the new line and the start and end of `focus` in it.

    Each of `hidden` is (start, end, number of characters at its start to keep). Spans may overlap. All of them get the
    same mask, regardless of length.
    """
    out, at = "", 0
    moved: list[tuple[int, int]] = []  # (offset in the line, offset in `out`) after each mask
    for start, end, shown in _join_spans(hidden):
        out += line[at : start + shown]
        moved.append((start + shown, len(out)))
        out += MASK
        moved.append((end, len(out)))
        at = end
    out += line[at:]

    def place(offset: int) -> int:
        before, there = max(((a, b) for a, b in moved if a <= offset), default=(0, 0))
        after = min((b for a, b in moved if a > offset), default=len(out))
        return min(there + offset - before, after)

    start, end = place(focus[0]), place(focus[1])
    return out, start, max(end, min(start + 1, len(out)))


def _join_spans(hidden: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    joined: list[tuple[int, int, int]] = []
    for start, end, fixed in sorted(hidden):
        shown = fixed if end - start > fixed else 0  # otherwise nothing would be masked
        if joined and start < joined[-1][1]:
            first, last, kept = joined[-1]
            # a token may match as a known format, whose start is harmless, and as a value
            joined[-1] = (first, max(last, end), max(kept, shown) if start == first else min(kept, start - first))
        elif end > start:
            joined.append((start, end, shown))
    return joined


_FORMATTING = "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
_UNSAFE = rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_FORMATTING}]"


def printable(text: str) -> str:
    r"""Escape everything that a terminal would obey or hide: escapes, direction marks, zero-width characters, and bytes
    of a path that are not UTF-8.

    Tabs and line feeds stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return re.sub(_UNSAFE, _written_out, text)


def one_line(text: str) -> str:
    """Escape as `printable` does, and also line feeds and tabs, and mask known tokens: for paths and messages."""
    return printable(mask_tokens(text)).replace("\n", "\\n").replace("\t", "\\t")


_COMMANDS = ("::", "##")  # CI services obey lines that begin like this, after any blanks


def path_first(path: str) -> str:
    """Escape a path at the start of a line, before a colon, as `one_line` does, so that no CI service obeys it."""
    shown = one_line(path)
    return f"./{shown}" if f"{shown}:".lstrip().startswith(_COMMANDS) else shown


def line_first(text: str) -> str:
    """Escape a text at the start of a line, so that no CI service obeys it."""
    return f"\\{text}" if text.lstrip().startswith(_COMMANDS) else text


def _written_out(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_PLAIN_IN_ADDRESS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
_IN_ADDRESS = [chr(byte) if byte in _PLAIN_IN_ADDRESS else f"%{byte:02X}" for byte in range(256)]


def in_address(path: str) -> str:
    """Escape a path for use in an address (RFC 3986).

    Bytes other than plain letters, digits and slashes become `%XX`.
    """
    return "".join([_IN_ADDRESS[byte] for byte in path.encode("utf-8", "surrogateescape")])


def text_digest(text: str) -> bytes:
    """Return a digest of 32 bytes for a text that must not be stored.

    It is the same for the same text everywhere, so it must not be stored without a key either.
    """
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=32).digest()


def plural(count: int, noun: str) -> str:
    """Return a count with its noun: `1 finding`, `2 findings`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def describe_held_back(suppressed: int, baselined: int, by_detect_secrets: int) -> list[str]:
    """Return the parts of the last line of a report that say how many findings are not shown, and why."""
    parts = [f"{suppressed:,} suppressed"] if suppressed else []
    if baselined:
        of_them = f", {by_detect_secrets:,} of them in that of detect-secrets" if by_detect_secrets else ""
        parts.append(f"{baselined:,} in the baseline{of_them}")
    return parts
