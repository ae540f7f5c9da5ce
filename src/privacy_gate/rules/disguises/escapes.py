r"""Decode characters that are written as escapes, such as `\x5f`, `%5F`, `&lowbar;` and `\_`, one level at a time.

Each becomes a joint of a view (`split_values.py`) with its character. Characters that end a value (a quote, a space, a
bracket) stay escaped, so that a view has the same values as the text. The engine searches for escapes (`TRIGGERS`)
together with all other patterns, so a text without escapes has no cost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from privacy_gate.rules.disguises import confusables
from privacy_gate.rules.split_values import Joint

_OF_VALUES = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+/=.~@!$:-%&#;\\")
_PUNCTUATION = r"[-_+/=.~@!$:*]"  # Markdown, JSON and regular expressions escape these
_HEX = r"[0-9A-Fa-f]"
_SLASHES = r"\\{1,8}+"
_BACKSLASHED = re.compile(
    rf"{_SLASHES}(?:"
    rf"x(?P<x>{_HEX}{{2}})|x\{{(?P<xbraced>0*+{_HEX}{{1,6}})\}}|o\{{(?P<obraced>0*+[0-7]{{1,7}})\}}"
    rf"|u{{1,4}}(?P<high>[dD][89ABab]{_HEX}{{2}}){_SLASHES}u{{1,4}}(?P<low>[dD][C-Fc-f]{_HEX}{{2}})"
    rf"|u{{1,4}}(?P<u>{_HEX}{{4}})|u\{{(?P<ubraced>0*+{_HEX}{{1,6}})\}}|U(?P<long>{_HEX}{{8}})"
    rf"|N\{{U\+(?P<code>{_HEX}{{1,6}})\}}|N\{{(?P<name>[A-Za-z0-9 -]{{1,80}})\}}"
    rf"|0000(?P<css>[2-7]{_HEX}) ?|(?P<octal>[0-3][0-7]{{2}})"
    rf"|(?<=[A-Za-z0-9_+/=.~@!$:\\-]\\)(?P<sign>{_PUNCTUATION})(?=\S))"
)
_BACKTICKED = re.compile(rf"`u\{{(?P<ubraced>0*+{_HEX}{{1,6}})\}}")  # for PowerShell
_PERCENT = re.compile(
    rf"%(?:25)*+(?:u(?P<u>{_HEX}{{4}})|(?P<x>[2-7]{_HEX})|(?P<bytes>[C-Fc-f]{_HEX}(?:%(?:25)*+[89ABab]{_HEX}){{1,3}}))"
)
_ENTITY = re.compile(
    r"&(?:amp;|#0*+38;|#[xX]0*+26;)*+"
    rf"(?:#[xX]0*+(?P<x>{_HEX}{{1,6}})|#0*+(?P<decimal>[0-9]{{1,7}})|(?P<entity>[A-Za-z][A-Za-z0-9]{{1,31}})(?=;));?"
)
_QUOTED_PRINTABLE = re.compile(r"(?<=[A-Za-z0-9_+/.-])=(?P<x>2[BDEF]|3D|5F|7E)(?=[A-Za-z0-9_+/=.-])")
_UTF7 = re.compile(r"\+(?P<utf7>A[A-H][A-Za-z0-9+/]{1,4000})-")
_VALUE_HEX = r"(?:2[1456BDEFbdef]|3[0-9ABDabd]|4[0-9A-Fa-f]|5[0-9A-Fa-f]|6[0-9A-Fa-f]|7[0-9AEae])"
_WIDE_HEX = r"(?:0[3-5]|1[0-8]|2[0-8]|3[01]|[aA][0-9A-Fa-f]|[dD][89ABab]|[fF][b-fB-F])"  # blocks with lookalikes
_BACKSLASH, _BACKTICK, _SHARE, _AMPERSAND, _EQUALS, _SHIFT = (f"escape {sign}" for sign in "\\`%&=+")
TRIGGERS = (
    (_BACKSLASH, rf"\\(?:x(?:{_VALUE_HEX}|[C-Fc-f])|[xou]\{{|N\{{|U000|u{{1,4}}(?:00{_VALUE_HEX}|{_WIDE_HEX}))"),
    (_BACKSLASH, r"\\(?:[01][0-7]{2}|0000[2-7])"),
    (_BACKSLASH, rf"[A-Za-z0-9_+/=.~@!$:-]\\{{1,8}}{_PUNCTUATION}"),
    (_BACKTICK, r"`u\{"),
    (_SHARE, rf"%(?:{_VALUE_HEX}|u[0-9A-Fa-f]|[C-Fc-f][0-9A-Fa-f]%)"),
    (_AMPERSAND, r"&(?:#|amp;|(?!(?:lt|gt|quot|apos|nbsp);)[A-Za-z][A-Za-z0-9]{1,31};)"),
    (_EQUALS, r"[A-Za-z0-9_+/.-]=(?:2[BDEF]|3D|5F|7E)[A-Za-z0-9_+/=.-]"),
    (_SHIFT, r"\+A[A-H][A-Za-z0-9+/]{1,200}-"),
)
"""The label and expression of each place that may contain an escape, for the engine."""
_ORDINARY = frozenset({"lt", "gt", "amp", "quot", "apos", "nbsp"})
_BY_LABEL = {
    _BACKSLASH: _BACKSLASHED,
    _BACKTICK: _BACKTICKED,
    _SHARE: _PERCENT,
    _AMPERSAND: _ENTITY,
    _EQUALS: _QUOTED_PRINTABLE,
    _SHIFT: _UTF7,
}
LABELS = frozenset(_BY_LABEL)
_OCTAL = frozenset({"octal", "obraced"})


def find_joints(text: str, labels: AbstractSet[str]) -> Iterator[Joint]:
    """Yield a joint for each escaped character that can be part of a word or a value, in no particular order.

    `labels` are those of the triggers that the engine reported.
    """
    for label, expression in _BY_LABEL.items():
        if label in labels:
            for match in expression.finditer(text):
                if plain := _decode(str(match.lastgroup), match):
                    yield Joint(match.start(), match.end(), plain, disguise=True)


def _decode(kind: str, match: re.Match[str]) -> str:
    """Return the decoded character. Return an empty string if it ends a value or is not a valid character."""
    written = match[kind]
    if kind == "sign":
        return written
    if kind == "entity":
        return _of_words(_entity(written))
    if kind == "name":
        return _of_words(_find_character(written))
    if kind == "utf7":
        plain = match[0].encode().decode("utf-7", "replace")
        return plain if plain.isascii() and plain.isprintable() else ""
    if kind == "bytes":
        return _of_words(_utf8(written))
    if kind == "low":
        return _of_words(chr(0x10000 + ((int(match["high"], 16) & 0x3FF) << 10) + (int(written, 16) & 0x3FF)))
    code = int(written, 8 if kind in _OCTAL else 10 if kind == "decimal" else 16)
    return _of_words(chr(code) if code < 0x110000 else "")


def _of_words(sign: str) -> str:
    """Return the character if it can be part of a word or value, is a lookalike, or is invisible.

    Otherwise return an empty string.
    """
    if len(sign) != 1 or "\ud800" <= sign <= "\udfff":
        return ""
    if sign.isascii():
        return sign if sign in _OF_VALUES else ""
    return sign if sign.isalpha() or confusables.plain_ascii(sign) is not None else ""


def _entity(name: str) -> str:
    if name in _ORDINARY:
        return ""
    from html.entities import html5

    return html5.get(f"{name};", "")


def _find_character(name: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return ""


def _utf8(percented: str) -> str:
    digits = re.sub("%(?:25)*", "", percented)
    return bytes.fromhex(digits).decode("utf-8", "replace")
