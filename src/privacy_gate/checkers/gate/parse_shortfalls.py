"""Texts that no parser could read as it should: a reader should know what a judgement rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from privacy_gate.checkers.gate.whole_files import report_whole_file
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Document, Exposure, Finding
from privacy_gate.rules import Rule


def check(document: Document, rules: Sequence[Rule], _context: Context) -> Iterator[Finding]:
    """One finding for each thing that fell short, once another checker asked where something stands.

    It runs after the others: where nobody asked, nothing depended on a parser. A change to a file of the repository
    that was there before gets none: the file got it when it came, and every scan of it says so.
    """
    if document.exposure is Exposure.INTERNAL and document.added is not None and not _is_new(document, document.added):
        return
    for shortfall in document.shortfalls:
        yield from report_whole_file(document.path, document.exposure, rules, shortfall)


def _is_new(document: Document, added: Collection[int]) -> bool:
    return len(added) >= len(document.text.splitlines())
