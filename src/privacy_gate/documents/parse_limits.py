"""Texts that are kept from parsers: longer, deeper or stranger than what people write.

Found by trying: YAML's scanner dies at 250 open blocks, Swift's and Scala's scanners are quadratic
in long runs of marks. What is merely slow is found out by `tree` itself.
"""

from __future__ import annotations

import re

_LONGEST = 1_000_000  # code points
_DEEPEST = 400  # brackets
_MOST_BLOCKS = 100  # of YAML; a list in a mapping may be two
_BRACKET = re.compile(r"[][(){}]")
_RUN = re.compile(r"[^\w\s]{1000}")
_INDENT = re.compile(r"^([ \t]*)((?:[-?:][ \t]+)*)[^\s#]", re.MULTILINE)


def is_hard(text: str, language: str) -> bool:
    """Whether a text is too much for a native parser."""
    if len(text) > _LONGEST or _RUN.search(text) or _has_deep_brackets(text):
        return True
    return language == "yaml" and _has_deep_blocks(text)


def _has_deep_brackets(text: str) -> bool:
    depth = 0
    for found in _BRACKET.finditer(text):
        depth = depth + 1 if found[0] in "([{" else max(0, depth - 1)
        if depth > _DEEPEST:
            return True
    return False


def _has_deep_blocks(text: str) -> bool:
    columns: list[int] = []
    for line in _INDENT.finditer(text):
        column = len(line[1])
        while columns and columns[-1] >= column:
            columns.pop()
        columns.append(column)
        columns.extend(column + step.end() for step in re.finditer(r"[-?:][ \t]+", line[2]))
        if len(columns) > _MOST_BLOCKS:
            return True
    return any(line.count("- ") + line.count("? ") + line.count(": ") > _MOST_BLOCKS for line in text.split("\n"))
