"""Whatever pasting did to code, one of its readings gives the tokens of the code, and the right lines."""

from __future__ import annotations

import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.index import paste_cleanup, winnow
from privacy_gate.index.lexer import lex
from tests.index.code import NEXT_STEP

LINES = NEXT_STEP.rstrip("\n").split("\n")
BARE = [line for line in LINES if '"""' not in line]


def prose_between(lines: list[str]) -> list[str]:
    out = []
    for number, line in enumerate(lines):
        if number % 3 == 0:
            out.append("And then I don't quite understand what happens here.")
        out.append(line)
    return out


PASTED = {
    "as it is": LINES,
    "fenced": ["Look:", "```python", *LINES, "```", "What's wrong?"],
    "fenced in a list": ["- Look:", "  ~~~", *(f"  {line}" for line in LINES), "  ~~~"],
    "quoted": [f"> {line}" for line in LINES],
    "quoted twice": [f"> > {line}" for line in LINES],
    "doctest": [f"{'>>>' if number == 0 else '...'} {line}" for number, line in enumerate(LINES)],
    "notebook": [f"In [{number}]: {line}" for number, line in enumerate(LINES, 1)],
    "added": ["@@ -1,2 +1,20 @@", " import os", *(f"+{line}" for line in LINES)],
    "removed": ["@@ -1,20 +1,2 @@", *(f"-{line}" for line in LINES), "+pass", "+x = 1", " import os"],
    "gutter": [f"{number:>4} | {line}" for number, line in enumerate(LINES, 98)],
    "cat -n": [f"{number:>6}\t{line}" for number, line in enumerate(LINES, 1)],
    "arrows": [f"{number:>6}→{line}" for number, line in enumerate(LINES, 1)],
    "numbered": [f"{number} {line}" for number, line in enumerate(LINES, 1)],
    "grep": [f"billing/dunning.py:{number}:{line}" for number, line in enumerate(LINES, 7)],
    "one line": ["Why does " + " ".join(line.strip() for line in BARE) + " fail?"],
    "one line with a comment": [
        " ".join(line.strip() for line in [BARE[0], "# all of it", *BARE[1:], "# the end"] * 2)
    ],
    "escaped": [json.dumps("\n".join(BARE))],
    "entities": [html.escape(line) for line in LINES],
    "word processor": [line.replace('"', "\u201d").replace("'", "\u2019") for line in LINES],
    "no-break spaces": [line.replace("    ", "\u00a0 \u00a0 ") for line in LINES],
    "zero-width": [line.replace("invoice", "inv\u200boice") for line in LINES],
    "windows": [f"{line}\r" for line in LINES],
    "prose between": prose_between(BARE),
    "cut in a documentation string": ["of those that were taken, or None.", '    """', *LINES[2:]],
}


def covered(pasted: str) -> float:
    """The share of the code's k-grams that a reading has."""
    wanted = set(winnow.exact(lex(NEXT_STEP)))
    found = {value for reading in paste_cleanup.readings(pasted) for value in winnow.exact(lex(reading.text))}
    return len(wanted & found) / len(wanted)


@pytest.mark.parametrize("name", PASTED)
def test_code_is_found_again(name: str) -> None:
    least = 0.75 if name.startswith(("cut", "one line with")) else 0.97

    assert covered("\n".join(PASTED[name])) >= least


@pytest.mark.parametrize("name", ["fenced", "quoted", "gutter", "added", "prose between"])
def test_lines_are_those_of_the_prompt(name: str) -> None:
    lines = PASTED[name]
    place = next(number for number, line in enumerate(lines, 1) if "grace_days" in line)
    for reading in paste_cleanup.readings("\n".join(lines)):
        for number, line in enumerate(reading.text.split("\n")):
            if "grace_days" in line:
                assert reading.lines[number] == place


@given(st.text(alphabet="ab \n`~>+-|12\"'/*&lt;\\n\u200b", max_size=200))
def test_every_line_of_every_reading_is_one_of_the_prompt(text: str) -> None:
    for reading in paste_cleanup.readings(text):
        assert reading.text.count("\n") + 1 == len(reading.lines)
        assert all(1 <= line <= text.count("\n") + 1 for line in reading.lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```python\na = 1\n\nb = 2\n```", [(2, 4, 2)]),
        ("```text\na = 1\n```", []),
        ("Hello there, dear reader.\nx = f(1)\ny = g(2)\n", [(2, 3, 2)]),
        ("~~~\nopen = True\n", [(2, 2, 1)]),
    ],
)
def test_blocks(text: str, expected: list[tuple[int, int, int]]) -> None:
    assert [tuple(block) for block in paste_cleanup.find_blocks(text)] == expected
