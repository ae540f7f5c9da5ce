"""Render small parts of the ledger's page, each escaped: a text, a coloured verdict, a time."""

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
"""The CSS classes of verdicts and results, from harmless to severe."""


def outcome(entry: LedgerEntry) -> str:
    """Return the outcome of an event in one word: its verdict, or the result of its tests."""
    if entry.kind == EventKind.ALLOWED:
        return entry.verdict or "let through"
    return (entry.result if entry.kind == EventKind.TESTED else entry.verdict) or "no verdict"


def choose_colour(word: str) -> str:
    """Return the CSS class for the colour of a verdict or a result."""
    name = _COLOURS.get(word, word)
    return name if name in ORDER else "plain"


def render_chip(word: str) -> str:
    return f'<span class="chip {choose_colour(word)}">{text(word)}</span>' if word else ""


def moment(time: str) -> str:
    return f'<time datetime="{text(time)}">{text(time[:19].replace("T", " "))}</time>'


def render_cells(entry: LedgerEntry) -> str:
    """Render the first cells of a row: time, kind, outcome."""
    return f'<td class="t">{moment(entry.time)}</td><td>{text(entry.kind)}</td><td>{render_chip(outcome(entry))}</td>'
