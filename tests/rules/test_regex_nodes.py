"""The one walk through the tree of an expression."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import privacy_gate
from privacy_gate.rules.regex import nodes

SOURCES = Path(privacy_gate.__file__).parent


def literals(expression: str, *, asserted: bool) -> str:
    items = list(nodes.PARSER.parse(expression))
    return "".join(
        chr(node[1]) for node in nodes.walk(items, asserted=asserted) if nodes.name(node) in ("LITERAL", "NOT_LITERAL")
    )


@pytest.mark.parametrize(
    ("expression", "outside_assertions"),
    [
        ("a(?:b|cd|(e))f{2,3}g*?", "abcdefg"),
        ("(?>a)b++", "ab"),
        ("(?P<one>a)(?(one)b|c)", "abc"),
        ("(?=a)b(?!c(?:d)+)(?<=e)(?<!f)g", "bg"),
    ],
)
def test_it_reaches_every_node(expression: str, outside_assertions: str) -> None:
    everything = "".join(re.findall("[a-z]", re.sub(r"\(\?P?<one>|\(one\)", "", expression)))

    assert literals(expression, asserted=True) == everything
    assert literals(expression, asserted=False) == outside_assertions


def test_no_other_module_reads_the_parser_of_the_standard_library() -> None:
    readers = [str(file.relative_to(SOURCES)) for file in SOURCES.rglob("*.py") if '"_parser"' in file.read_text()]

    assert readers == ["rules/regex/nodes.py"]
