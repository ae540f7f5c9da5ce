"""Find lines of an answer that send a value somewhere when they are used: addresses and commands."""

from __future__ import annotations

import bisect
import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

_ADDRESS = re.compile(r"://|\bwww\.|(?<![\w/])//[\w⟦]|%3A%2F%2F|\bmailto:", re.IGNORECASE)
_PROMPT = re.compile(r"\s{0,40}(?:[$%>] |PS [^>\n]{0,200}> )")
_FENCE = re.compile(r"\s{0,40}(?:[>*+-] ?){0,4}(`{3,}|~{3,})\s{0,9}([\w+-]{0,20})")
_SHELLS = frozenset("sh bash zsh fish ksh dash shell console terminal powershell pwsh ps1 bat cmd batch".split())
_WORD = re.compile(r"[\w.-]+")


class Destination(NamedTuple):
    """A value in a line that sends it somewhere.

    `line` counts from 1. `start` and `end` are the value's place in the line. `what` is `an address` or `a command`.
    """

    line: int
    start: int
    end: int
    what: str


def destinations(text: str, spans: Iterable[tuple[int, int]], programs: Collection[str]) -> Iterator[Destination]:
    """Yield the spans that are in a line with an address or a command.

    `programs` are commands that send their arguments.
    """
    lines = text.split("\n")
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    shell = _in_shell(lines)
    judged: dict[int, str] = {}
    for start, end in spans:
        number = bisect.bisect_right(starts, start) - 1
        if number not in judged:
            judged[number] = _destination(lines[number], programs, in_shell=shell[number])
        if judged[number]:
            yield Destination(number + 1, start, end, judged[number])


def _destination(line: str, programs: Collection[str], *, in_shell: bool) -> str:
    if _ADDRESS.search(line):
        return "an address"
    sends = any(word.lower() in programs for word in _WORD.findall(line))
    return "a command" if in_shell or sends or _PROMPT.match(line) else ""


def _in_shell(lines: list[str]) -> list[bool]:
    """Return for each line whether it is in a fenced shell block."""
    inside, mark, out = False, "", []
    for line in lines:
        found = _FENCE.match(line)
        out.append(inside)
        if found is None:
            continue
        if not mark:
            mark, inside = found[1], found[2].lower() in _SHELLS
        elif found[1].startswith(mark) and not found[2]:
            mark, inside = "", False
    return out
