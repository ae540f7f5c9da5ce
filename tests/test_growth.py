"""What the code's own expressions are used on, where something is opened over and over and never closed: the work
grows with the length (`make regexes` measures them all)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from privacy_gate.checkers.change.novelty.line_weights import operators
from privacy_gate.documents import notebook, python, tokens
from privacy_gate.index.file_parts import parts
from privacy_gate.integrations.assistants.command_files import follow
from tests.work import must_end

_TIMES = 200_000
_LIMIT = 75.0  # seconds of processor time, in which a call whose work grows with the square of this does not end

CASES: dict[str, Callable[[], object]] = {
    "quotes in a notebook": lambda: notebook.read('"' + '\\"' * _TIMES),
    "quotes in code": lambda: parts('"' + '\\"' * _TIMES, "hash"),
    "quotes before a backslash": lambda: list(python.segments('"' + '\\"' * _TIMES + "\\")),
    "the same in another language": lambda: tokens.read('"' + '\\"' * _TIMES + "\\\n", "c", ()),
    "backticks": lambda: parts("`" + "\\`" * _TIMES, "c"),
    "comments": lambda: parts("/*" * _TIMES, "c"),
    "long comments": lambda: parts("--[[" * _TIMES, "dash"),
    "assignments in a line": lambda: operators("x" + ":=" * _TIMES),
    "conditions in a line": lambda: operators("x" + " if" * _TIMES),
    "calls of git": lambda: follow("git commit " * _TIMES),
}


@pytest.mark.once
@pytest.mark.parametrize("case", CASES)
def test_what_is_never_closed_is_read_to_its_end(case: str) -> None:
    with must_end(_LIMIT):
        CASES[case]()


def test_what_is_closed_is_read_as_before() -> None:
    found = parts("a = \"x \\\" y\" /* one two */ b `c \\` d` 'e\\'' f", "c")

    assert found.names == ["a", "b", "f"]
    assert "one two" in found.prose
    assert 'x \\" y' in found.prose
