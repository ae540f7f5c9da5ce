"""Find names in a word, in code of another language, and in a command line that cannot be parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator

UNKNOWN = "\0"
"""A placeholder in a word for a part that is unknown until the command runs."""

_MOST_WORDS = 64  # words that braces may expand to
_BRACES = re.compile(r"\{([^{}\s]{0,4000}?,[^{}\s]{0,4000})\}")
_RANGE = re.compile(r"\{[^{}\s,.]{1,40}\.\.[^{}\s,]{1,40}\}")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|(.))", re.DOTALL)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}
_QUOTED = re.compile(r"\"([^\"\n]{1,400})\"|'([^'\n]{1,400})'|`([^`\n]{1,400})`")
_JOINED = re.compile(r"[\"'`][ \t]{0,20}[+.,&]{0,2}[ \t]{0,20}[\"'`]")
_APART = re.compile(r"[\"'`][ \t]{0,20}[,/][ \t]{0,20}[\"'`]")
_BARE = re.compile(r"[\w.~@%+-]{0,100}[./][\w./~@%+*?\[\]-]{1,200}")
_SEPARATORS = re.compile(r"[\s;&|()<>\"'`,]{1,400}")
_EXTENDED = re.compile(r"[@?*+!]\([^()\n]{0,200}\)")
_MARKS = re.compile(r"[@=:,<>;+]")
_MOST_MARKS = 12


def expand_braces(word: str) -> list[str]:
    """Return a word, and the words that its braces expand to, such as `{a,b}.env`. Too many become a pattern."""
    if "{" not in word:
        return [word]
    words = [_RANGE.sub("*", word)]
    while found := _BRACES.search(words[0]):
        parts = found[1].split(",")
        if len(words) * len(parts) > _MOST_WORDS:
            return [word, _BRACES.sub("*", words[0])]
        words = [f"{one[:start]}{part}{one[end:]}" for one in words for start, end in _first(one) for part in parts]
    return [word, *words]


def _first(word: str) -> list[tuple[int, int]]:
    return [found.span()] if (found := _BRACES.search(word)) else []


def unescape(text: str) -> str:
    """Return a text in which escapes such as `\\x2e` are decoded, as in `$'…'`, `printf` and `echo -e`."""

    def sign(found: re.Match[str]) -> str:
        number = found[1] or found[2] or found[3]
        code = int(number, 16) if number else int(found[4], 8) if found[4] else -1
        if code >= 0:
            return chr(code) if code < 0x110000 else "?"
        return _CONTROLS.get(found[5], found[5])

    return _ESCAPE.sub(sign, text).replace("\0", " ")


def candidates(word: str) -> Iterator[str]:
    """Yield the names in a word: itself, and the text after a mark in it (`@file`, `f=@file`, `-ofile`,
    `REVISION:file`).
    """
    yield word
    if word.startswith("-"):
        yield word[2:]
    if word[:7].lower() == "file://":
        yield word[7:].removeprefix("localhost")
    marks = list(_MARKS.finditer(word))
    if len(marks) > _MOST_MARKS:
        yield from _MARKS.split(word)
        return
    for mark in marks:
        yield word[mark.end() :]
        yield _MARKS.split(word[mark.end() :], maxsplit=1)[0]
        yield word[: mark.start()]


def quoted_strings(code: str) -> Iterator[str]:
    """Yield the strings in code of another language. Concatenated strings are joined."""
    for text in dict.fromkeys((code, _JOINED.sub("", code), _APART.sub("/", code))):
        for found in _QUOTED.finditer(text):
            yield found[1] or found[2] or found[3]


def bare_paths(code: str) -> Iterator[str]:
    """Yield the texts in code of another language that look like a path."""
    for found in _BARE.finditer(code):
        yield found[0]
        if found[0].endswith("]"):
            yield found[0].rstrip("]")


def all_words(command: str) -> Iterator[str]:
    """Yield each word of a command line that cannot be parsed, with and without quotes and backslashes."""
    plain = _EXTENDED.sub("*", command)
    for text in dict.fromkeys((plain, re.sub(r"[\"'\\]", "", plain))):
        for word in _SEPARATORS.split(text):
            if word:
                yield from candidates(word)
