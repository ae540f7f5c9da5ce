"""Read the text of a command that takes a single one: a file, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from privacy_gate.base.errors import GateError
from privacy_gate.base.text import one_line
from privacy_gate.model import Document, JudgedFile
from privacy_gate.scan.session import Session
from privacy_gate.sources import files

STDIN = "-"


def judged_text(session: Session, file: str) -> tuple[Document, JudgedFile]:
    """Read and check an outbound text.

    Raises GateError if it cannot be read, or if there are several. A gap of the index does not raise an error, because
    it affects the verdict.
    """
    if file == STDIN:
        items = files.standard_input(sys.stdin.buffer, None, session.tree)
    else:
        items = files.read([Path(file)], session.tree)
    documents = session.run.read(items)
    report = session.run.report()
    for problem in (one for one in report.problems if not one.is_gap):
        raise GateError(f"{one_line(problem.path)}: {problem.message}", "A prompt is a single text file.")
    if len(documents) != 1:
        raise GateError(f"{one_line(file)} is not a single text", "Name one file, or `-` for standard input.")
    return documents[0], report.judged[0]
