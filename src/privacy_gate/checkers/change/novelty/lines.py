"""The weight of code line by line, in languages that nothing here parses, and of Python that does not parse.

Comments and strings are blanked first. Nesting is read from indentation: nearly all code is
formatted, and what is not loses only the premium for nesting.
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
"""What a string is, by the words in `Language.strings`."""

_LONGEST = 600
"""Characters of a line that are looked at; what is longer was hardly written by hand."""

_TESTS = re.compile(
    r"\s*(?:#\[(?:cfg\(test\)|(?:[\w:]{1,30}::)?test(?:\([^\n]{0,80}\))?|bench)\]|(?:test\s+\"\"|unittest)\s*\{"
    r"|if\s*\(?import\.meta\.vitest)"
)


def statements(text: str, language: Language, wanted: frozenset[int] | set[int]) -> Iterator[Statement]:
    """The statements on some lines of a text, each line one, those of tests within it left out."""
    walk = _LineWalk()
    for number, line in enumerate(_blanked(text, language).split("\n"), 1):
        found = walk.step(number, line)
        if found and number in wanted:
            yield found


def _blanked(text: str, language: Language) -> str:
    """The text without comments, and with nothing in its strings; it keeps its lines."""

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
    """What a line lies in: a function or a class (`block`), or something that decides or repeats."""

    indent: int
    block: Block | None


class _LineWalk:
    """A walk down the lines of a text, that knows what each lies in."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._test: tuple[int, bool] | None = None  # indentation of a test within the code, and whether it has begun
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
