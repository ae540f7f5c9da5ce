"""One voice: what the gate says where it cannot go on is a phrase, and has a hint what to do."""

from __future__ import annotations

import ast
import errno
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import privacy_gate
from privacy_gate.base.errors import cannot

HERE = Path(privacy_gate.__file__).parent
SAID = ("GateError", "ServerError", "Problem", "Skipped")
# what needs no hint of its own, and why
WITHOUT = {
    "integrations/assistants": "its reply says what to do, whatever went wrong",
    "rules/toolchain/catalogue.py": "the message is the place and the mistake in a record that is being written",
    "rules/bound_repeats.py": "is caught: a detector without a bounded form is run line by line",
    "base/git/other_repositories.py": "is the reason within another message, which has one",
    "rules/regex": "is caught: the rule is named, and what `re` says of it",
    "rules/parsing.py": "the message is the line and the mistake in it",
    "base/settings_files": "the message is the line and the mistake in it",
}


class Said(NamedTuple):
    place: str
    kind: str
    texts: tuple[str, ...]


@functools.cache
def said() -> list[Said]:
    return list(_said())


def _said() -> Iterator[Said]:
    for file in sorted(HERE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID:
                name = file.relative_to(HERE).as_posix()
                given = node.args if "Error" in node.func.id else node.args[1:]
                yield Said(f"{name}:{node.lineno}", node.func.id, tuple(map(text, given)))


def text(node: ast.expr) -> str:
    """What stands in a message, with … for what is put in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(text(part) for part in node.values)
    if isinstance(node, ast.IfExp):
        return text(node.body)
    return "…"


def test_there_are_messages_to_look_at() -> None:
    assert len([one for one in said() if one.kind == "GateError"]) > 200


def test_what_ends_a_run_has_a_hint_what_to_do() -> None:
    without = [one.place for one in said() if "Error" in one.kind and len(one.texts) < 2]

    assert [place for place in without if not place.startswith(tuple(WITHOUT))] == []


def test_each_exception_is_one() -> None:
    without = [one.place for one in said() if "Error" in one.kind and len(one.texts) < 2]

    assert [name for name in WITHOUT if not any(place.startswith(name) for place in without)] == []


def test_messages_are_phrases() -> None:
    """They begin with a small letter, apart from names, and have no full stop: more text may follow. A hint may be
    a sentence."""
    names = ("GitHub", "GITHUB_", "CSS", "Python")
    texts = [(one.place, message) for one in said() for message in one.texts[:1]]

    assert [one for one in texts if one[1][:1].isupper() and not one[1].startswith(names)] == []
    assert [one for one in texts if one[1].endswith((".", "!")) and not one[1].endswith("…")] == []


def test_hints_are_sentences() -> None:
    """They begin with a capital letter or a command, and end like a sentence."""
    hints = [(one.place, one.texts[1]) for one in said() if "Error" in one.kind and len(one.texts) > 1]

    assert [one for one in hints if not re.match(r"[A-Z`…/-]|privacy-gate |pip install ", one[1])] == []
    ends = (".", "?", "`", "…", '"')
    commands = ("privacy-gate ", "pip install ")
    texts = [one for one in hints if " " in one[1] and ": " not in one[1] and not one[1].startswith(commands)]
    assert [one for one in texts if not one[1].endswith(ends)] == []


def test_nobody_is_blamed() -> None:
    texts = [(one.place, message.lower()) for one in said() for message in one.texts]
    words = ("illegal", "invalid", "must not forget", "wrong usage", "please", "sorry", "oops", "bad ", "failed to")

    assert [(place, word) for place, message in texts for word in words if word in message] == []


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        (errno.EACCES, "Check the file permissions."),
        (errno.ENOSPC, "Free some disk space."),
        (errno.ENOENT, "Paths are relative to the current directory."),
        (errno.EINTR, "Try again. If it keeps failing, check whether another process is using it."),
    ],
)
def test_what_the_system_refuses_has_a_hint(code: int, hint: str) -> None:
    error = cannot("read", "notes.md", OSError(code, "as it says"))

    assert (error.message, error.hint) == ("cannot read notes.md: as it says", hint)
