"""Detect texts that native parsers cannot handle: too long, too deeply nested, or too unusual.

The limits come from tests. The YAML scanner crashes at 250 open blocks. The scanners of Swift and Scala take quadratic
time for long runs of punctuation. Texts that are merely slow to parse are detected in `tree_sitter_parsing`.
"""

from __future__ import annotations

import re

_LONGEST = 1_000_000  # code points
_DEEPEST = 400  # brackets
_MOST_BLOCKS = 100  # for YAML; a list in a mapping may count as two
_BRACKET = re.compile(r"[][(){}]")
_RUN = re.compile(r"[^\w\s]{1000}")
_INDENT = re.compile(r"^([ \t]*)((?:[-?:][ \t]+)*)[^\s#]", re.MULTILINE)


def is_hard(text: str, language: str) -> bool:
    """Whether a text is too hard for a native parser."""
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
