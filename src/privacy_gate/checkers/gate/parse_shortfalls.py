"""Texts that no parser could read as it should: a reader should know what a judgement rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.checkers.gate.whole_files import report_whole_file
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Document, Finding
from privacy_gate.rules import Rule


def check(document: Document, rules: Sequence[Rule], _context: Context) -> Iterator[Finding]:
    """One finding for each thing that fell short, once another checker asked where something stands.

    It runs after the others: where nobody asked, nothing depended on a parser.
    """
    for shortfall in document.shortfalls:
        yield from report_whole_file(document.path, document.exposure, rules, shortfall)
