"""Split code of any language into tokens. A fragment gives the same tokens as the whole file.

A token is a 64-bit number that is the same on every machine. The lowest bit is 1 for a name. It is 0 for a fixed token:
a keyword, an operator, "a string" or "a number". What formatters and editors change gives no tokens: comments,
triple-quoted strings, line breaks, indentation, semicolons, trailing commas, line continuations, and the types of
Python's parameters and assignments.

The lexer does not need to know the language. A prompt that does not name its language therefore gives the same tokens
as the file. Some marks begin a comment in one language and are code in another (`//`, `#`, `--`). The characters around
them decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from privacy_gate.base.hashing import blake2b

# Possessive repeats never try an alternative twice, so the time is linear in the text.
_TOKEN = re.compile(
    r"""[ \t\r\f\v]*+(
      [^\W\d]\w*+(?!["'])
    | [()\[\]{},.]
    | \n[\s]*+
    | (?:(?<!\w)[rRbBuUfF]{1,2}|(?<!\w))
      (?: ""\"(?:[^"\\]|\\[\s\S]|"(?!""))*+(?:""\"|\Z)
        | '''(?:[^'\\]|\\[\s\S]|'(?!''))*+(?:'''|\Z)
        | "[^"\\\n]*+(?:\\[\s\S][^"\\\n]*+)*+"?
        | '(?:(?<=[&<]')[^\W\d]\w*+(?!')             # a lifetime of Rust
            | [^'\\\n]*+(?:\\[\s\S][^'\\\n]*+)*+'?)
      )
    | (?<![\w.$&{])\#(?!\[)[^\n]*+                   # not JavaScript's a.#b, the shell's ${#x}, Rust's #[x]
    | (?<!:)//[^\n]*+
    | (?<![\w"'/.*)}])/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)  # not a glob: src/*
    | (?<!\S)--(?=\s|\[\[|\Z)[^\n]*+                 # not --i
    | 0[xXbBoO][\da-fA-F_]++ | \d[\d_]*+\.?[\d_]*+(?:[eE][+-]?\d++)?+\w*+ | \.\d++
    | [=!]==? | -> | => | <- | := | \*\*=? | //=? | <<=? | >>=? | [-+*/%&|^@<>]=
    | && | \|\| | :: | \+\+ | -- | \?\? | \?\.
    | [^\s\w]
    | \w++
    )""",
    re.VERBOSE,
)

# Spaces at the end of a text are removed first. Otherwise a search for a token would start at each of them.
_BLANKS = " \t\r\f\v"

_KEYWORDS = """
    False None True and as assert async await break class continue def del elif else except finally for from global if
    import in is lambda nonlocal not or pass raise return try while with yield self cls
    abstract bool boolean byte catch char const do double enum extends extern final float fn goto impl implements inline
    instanceof int interface let long mut namespace nil null operator override package private protected pub public
    short signed sizeof static string struct super switch template this throw throws trait true false typedef typename
    typeof union unless unsigned until using val var virtual void volatile where then fi done esac foreach function
    echo local
""".split()


def number(text: str) -> int:
    """Return the first 64 bits of the word's BLAKE2b digest."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def fixed_token(text: str) -> int:
    """Return the token of a keyword, an operator or a class of tokens. Its lowest bit is 0."""
    return number(text) & ~1


BREAK, DROPPED = 0, 2
STRING, NUMBER = fixed_token("<string>"), fixed_token("<number>")
_DEF, _COLON, _COMMA, _EQUALS, _ARROW = (fixed_token(word) for word in ("def", ":", ",", "=", "->"))
_OPEN = frozenset(map(fixed_token, "([{"))
_CLOSE = frozenset(map(fixed_token, ")]}"))
_LONGEST_HEAD = 600  # tokens between `def` and its colon

_MOST_REMEMBERED = 500_000  # texts in the table, which take a few tens of megabytes


class _TokenTable(dict[str, int]):
    """Tokens by text, with a cache of names. The first character tells strings, numbers and comments apart."""

    def __init__(self) -> None:
        super().__init__()
        self._fill()

    def _fill(self) -> None:
        self.update({word: fixed_token(word) for word in _KEYWORDS})
        self.update({"\\": DROPPED, ";": DROPPED, "\n": BREAK})

    def __missing__(self, text: str) -> int:
        first = text[0]
        if first == "\n":
            return BREAK
        if first.isalpha() or first == "_":
            if text[-1] in "\"'" or '"' in text[:3] or "'" in text[:3]:
                return self._string(text)
            value = number(text) | 1
        elif first in "\"'":
            return self._string(text)
        elif first == "#" or (text[:2] in ("//", "/*", "--") and len(text) > 2):
            return DROPPED
        elif first.isdigit() or (first == "." and text[1:2].isdigit()):
            if text not in ("0", "1", "2"):
                return NUMBER
            value = fixed_token(text)
        else:
            value = fixed_token(text)
        if len(self) > _MOST_REMEMBERED:
            self.clear()
            self._fill()
        if len(text) <= 200:
            self[text] = value
        return value

    @staticmethod
    def _string(text: str) -> int:
        body = text.lstrip("rRbBuUfF")
        return DROPPED if body[:3] in ('"""', "'''") else STRING


_TABLE = _TokenTable()


class Tokens(NamedTuple):
    """The tokens of a text, and the line (from 1) of each."""

    values: list[int]
    lines: list[int]


def lex(text: str) -> Tokens:
    """Return the tokens of a text. It may be in any language, or in several."""
    words = _TOKEN.findall(text, 0, len(text.rstrip(_BLANKS)))
    values = list(map(_TABLE.__getitem__, words))
    if _DEF in values:
        _drop_types_of_parameters(values)
    return _build_tokens(words, values)


_BETWEEN_LITERALS = frozenset(",:()[]{}=+;\\")


def comments_and_literals(text: str) -> Iterator[tuple[str, int]]:
    """Yield the comments and literals of a text, each with its first line (from 1).

    Consecutive comments are joined. So are literals with only punctuation between them, as in a table.
    """
    held: list[str] = []
    line, first, last, is_comment = 1, 1, 1, False
    for word in _TOKEN.findall(text, 0, len(text.rstrip(_BLANKS))):
        value = _TABLE[word]
        comment = value == DROPPED and word[0] not in "\"';\\rRbBuUfF"
        literal = value in (STRING, NUMBER) or word.isdigit() or (value == DROPPED and not comment and len(word) > 1)
        if comment or literal:
            if held and comment != is_comment:
                yield "".join(held), first
                held = []
            if not held:
                first, is_comment = line, comment
            held.append(" " if held and line == last else "\n" * (line - last if held else 0))
            held.append(word)
            last = line + word.count("\n")
        elif held and value != BREAK and word not in _BETWEEN_LITERALS:
            yield "".join(held), first
            held = []
        line += word.count("\n")
    if held:
        yield "".join(held), first


def _build_tokens(words: list[str], values: list[int]) -> Tokens:
    """Return the tokens and their lines, without the dropped ones."""
    kept: list[int] = []
    lines: list[int] = []
    line, total, skipping = 1, len(values), False
    for at, value in enumerate(values):
        if value > DROPPED:
            if skipping:
                if value != _EQUALS:
                    continue
                skipping = False
            if value in _CLOSE and kept and kept[-1] == _COMMA:
                kept.pop()
                lines.pop()
            kept.append(value)
            lines.append(line)
            if value == STRING and "\n" in words[at]:
                line += words[at].count("\n")
        elif value == BREAK:
            line += words[at].count("\n")
            skipping = False
            if at + 3 < total and values[at + 2] == _COLON and values[at + 1] & 1:
                skipping = _is_annotated(values, at + 3)
                if skipping:  # drop the type: `name: type = value` becomes `name = value`
                    kept.append(values[at + 1])
                    lines.append(line)
        elif "\n" in words[at]:
            line += words[at].count("\n")
    return Tokens(kept, lines)


def _is_annotated(values: list[int], at: int) -> bool:
    """Whether a type and a value follow after `name:` on this line."""
    for value in values[at : at + 60]:
        if value == BREAK:
            return False
        if value == _EQUALS:
            return True
    return False


def _drop_types_of_parameters(values: list[int]) -> None:
    """Drop the types of parameters and results: `def f(a: T = d) -> R:` becomes `def f(a = d):`."""
    at, total = -1, len(values)
    while True:
        try:
            at = values.index(_DEF, at + 1)
        except ValueError:
            return
        place, end, depth, in_type = at + 2, min(total, at + _LONGEST_HEAD), 0, False
        if place >= end or values[place] not in _OPEN:
            continue
        while place < end:
            value = values[place]
            if value in _OPEN:
                depth += 1
            elif value in _CLOSE:
                depth -= 1
                if depth == 0:
                    break
            if depth == 1:
                in_type = value == _COLON or (in_type and value not in (_COMMA, _EQUALS))
            if in_type and value != BREAK:
                values[place] = DROPPED
            place += 1
        place += 1
        if place < end and values[place] == _ARROW:
            _drop_result(values, place, end)


def _drop_result(values: list[int], place: int, end: int) -> None:
    depth = 0
    while place < end and values[place] != BREAK and not (depth == 0 and values[place] == _COLON):
        depth += (values[place] in _OPEN) - (values[place] in _CLOSE)
        values[place] = DROPPED
        place += 1
