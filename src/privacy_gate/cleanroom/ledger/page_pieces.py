"""Small pieces of the ledger's page, each escaped: a text, a verdict in its colour, a time."""

from __future__ import annotations

from privacy_gate.base import page
from privacy_gate.cleanroom.ledger import EventKind, Result
from privacy_gate.cleanroom.ledger.events import LedgerEntry
from privacy_gate.model import Verdict

text = page.text
_COLOURS = {
    Result.PASSED.value: Verdict.SEND.value,
    Result.FAILED.value: Verdict.NEVER.value,
    Result.LATE.value: Verdict.NEVER.value,
}
ORDER = ("plain", *Verdict)
"""The classes that give a verdict or a result its colour, from harmless on."""


def outcome(entry: LedgerEntry) -> str:
    """The one word on how an event ended: its verdict, or the result of its tests."""
    if entry.kind == EventKind.ALLOWED:
        return entry.verdict or "let through"
    return (entry.result if entry.kind == EventKind.TESTED else entry.verdict) or "no verdict"


def choose_colour(word: str) -> str:
    """The class that gives a verdict or a result its colour."""
    name = _COLOURS.get(word, word)
    return name if name in ORDER else "plain"


def chip(word: str) -> str:
    return f'<span class="chip {choose_colour(word)}">{text(word)}</span>' if word else ""


def moment(time: str) -> str:
    return f'<time datetime="{text(time)}">{text(time[:19].replace("T", " "))}</time>'


def cells(entry: LedgerEntry) -> str:
    """The cells with which a row begins: time, kind, outcome."""
    return f'<td class="t">{moment(entry.time)}</td><td>{text(entry.kind)}</td><td>{chip(outcome(entry))}</td>'
