"""Report texts that no parser could read completely, so that users know the limits of a result."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from privacy_gate.checkers.gate.whole_files import report_whole_file
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Document, Exposure, Finding
from privacy_gate.rules import Rule


def check(document: Document, rules: Sequence[Rule], _context: Context) -> Iterator[Finding]:
    """Yield a finding for each shortfall, if another checker requested segments of the text.

    This checker runs after those that read segments. If none requested any, no result depended on a parser. A change to
    an existing file yields nothing. The finding was reported when the file was added, and each scan reports it.
    """
    if document.exposure is Exposure.INTERNAL and document.added is not None and not _is_new(document, document.added):
        return
    for shortfall in document.shortfalls:
        yield from report_whole_file(document.path, document.exposure, rules, shortfall)


def _is_new(document: Document, added: Collection[int]) -> bool:
    return len(added) >= len(document.text.splitlines())
