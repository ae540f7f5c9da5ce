"""Report texts that are not UTF-8, because they may have been decoded wrongly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.checkers.gate.whole_files import report_whole_file
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Document, Finding
from privacy_gate.rules import Rule


def check(document: Document, rules: Sequence[Rule], _context: Context) -> Iterator[Finding]:
    """Yield a finding for a document with a remark about its encoding."""
    if document.remark is not None:
        yield from report_whole_file(document.path, document.exposure, rules, document.remark)
