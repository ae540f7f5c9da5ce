"""Weigh code line by line: code in languages without a parser, and Python that cannot be parsed.

Comments and strings are removed first. The nesting is taken from the indentation, because nearly all code is formatted.
In code that is not, only the extra weight of nesting is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from privacy_gate.base.language_table import Language
from privacy_gate.checkers.change.novelty.line_shapes import WORD, name_of_function
from privacy_gate.checkers.change.novelty.line_weights import weigh_line
from privacy_gate.checkers.change.novelty.statement import Block, Statement, premium

_COMMENTS = {
    "c": r"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)",
    "hash": r"(?<![\w$&{])\#[^\n]*+",
    "dash": r"--\[\[[\s\S]*?(?:\]\]|\Z)|--[^\n]*+",
}
_STRINGS = {
    "char": r"'(?:\\[^\n]{1,10}?|[^'\\\n])'",
    "text": r"'(?:[^'\\\n]|\\.)*+(?:'|(?=\n)|\Z)",
    "quoted": r'"(?:[^"\\\n]|\\.)*+(?:"|(?=\n)|\Z)',
    "triple": r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+(?:"""|\Z)|' + r"'''(?:[^'\\]|\\[\s\S]|'(?!''))*+(?:'''|\Z)",
    "ticks": r"`(?:[^`\\]|\\[\s\S])*+(?:`|\Z)",
    "raw": r"`[^`]*+(?:`|\Z)",
}
"""The regular expressions of strings, by the words in `Language.strings`."""

_LONGEST = 600
"""The number of characters that are read of a line. Hand-written lines are rarely longer."""

_TESTS = re.compile(
    r"\s*(?:#\[(?:cfg\(test\)|(?:[\w:]{1,30}::)?test(?:\([^\n]{0,80}\))?|bench)\]|(?:test\s+\"\"|unittest)\s*\{"
    r"|if\s*\(?import\.meta\.vitest)"
)


def statements(text: str, language: Language, wanted: frozenset[int] | set[int]) -> Iterator[Statement]:
    """Yield a statement for each of the `wanted` lines that has one. Tests within the code are left out."""
    walk = _LineWalk()
    for number, line in enumerate(_blanked(text, language).split("\n"), 1):
        found = walk.step(number, line)
        if found and number in wanted:
            yield found


def _blanked(text: str, language: Language) -> str:
    """Return the text without comments, and with empty strings. Line numbers do not change."""

    def empty(found: re.Match[str]) -> str:
        token = found[0]
        kept = '""' if token[0] in "\"'`" else ""
        return kept + "\n" * token.count("\n")

    return _comments_and_strings(language).sub(empty, text)


@cache
def _comments_and_strings(language: Language) -> re.Pattern[str]:
    comments = [_COMMENTS[family] for family in (language.also, language.family) if family]
    return re.compile("|".join((*comments, *(_STRINGS[form] for form in language.strings.split()))))


class _Open(Struct, frozen=True):
    """A block that contains the current line. `block` is a function or class, or None for a condition or loop."""

    indent: int
    block: Block | None


class _LineWalk:
    """A walk over the lines of a text. It knows the blocks around the current line."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._test: tuple[int, bool] | None = None  # indentation of a test in the code, whether its body began
        self._parentheses = 0
        self._in_parameters = False

    def step(self, number: int, line: str) -> Statement | None:
        stripped = line.strip()[:_LONGEST].rstrip()
        if not stripped:
            return None
        indent = len(line[: len(line) - len(line.lstrip())].expandtabs(4))
        if self._in_test(line, indent, stripped):
            return None
        inside = self._parentheses > 0
        self._parentheses = max(0, self._parentheses + stripped.count("(") - stripped.count(")"))
        if self._in_parameters:
            self._in_parameters = self._parentheses > 0
            return None
        closes = stripped[0] in "})]"
        while self._open and (indent < self._open[-1].indent or (indent == self._open[-1].indent and not closes)):
            self._open.pop()
        if closes and self._open and indent == self._open[-1].indent and not WORD.match(stripped):
            return None
        head = "" if inside else name_of_function(stripped)
        if head is not None and not inside:
            self._open.append(_Open(indent, Block(head, number)))
            self._in_parameters = self._parentheses > 0 and stripped[-1] in ",("
            return None
        block, depth = self._place()
        weight, opens = weigh_line(stripped)
        if opens:
            self._open.append(_Open(indent, None))
        return Statement(number, number, weight * premium(depth), block) if weight else None

    def _place(self) -> tuple[Block, int]:
        depth = 0
        for one in reversed(self._open):
            if one.block is not None:
                return one.block, depth
            depth += 1
        return Block("", 0), depth

    def _in_test(self, line: str, indent: int, stripped: str) -> bool:
        if self._test is not None:
            first, begun = self._test
            if begun and (indent < first or (indent == first and not stripped.startswith("}"))):
                self._test = None
            else:
                self._test = first, begun or indent > first or stripped.endswith("}")
                return True
        if _TESTS.match(line):
            self._test = indent, stripped.endswith("{")
            return True
        return False
