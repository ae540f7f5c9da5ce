"""Classify the added statements of a file as new, moved, edited or public."""

from __future__ import annotations

from msgspec import Struct

from privacy_gate.base.language_table import PYTHON, Language
from privacy_gate.checkers.change.novelty import glue, lines
from privacy_gate.checkers.change.novelty.known_code import Coverage, Removed, RemovedLines, origin
from privacy_gate.checkers.change.novelty.statement import Statement
from privacy_gate.model import ChangedPath, Document


class WeighedFile:
    """A code file of a change, with its added lines and their statements."""

    def __init__(self, path: ChangedPath, document: Document, language: Language) -> None:
        self.path = path.path
        self.text = document.text
        self.language = language
        self.share = glue.share(self.path, self.text)
        self.rows = document.text.split("\n")
        given = document.added if document.added is not None else frozenset(range(1, len(self.rows) + 1))
        self.added = frozenset(line for line in given if line <= len(self.rows))
        self.code = frozenset(line for line in self.added if self.rows[line - 1].strip())
        self.removed = Removed(path.hunks)
        self.statements = list(lines.statements(self.text, language, self.code))
        self.coverage: Coverage | None = None

    def parse(self) -> None:
        """Weigh the statements of a Python file again, with a parser."""
        if self.language == PYTHON:
            from privacy_gate.checkers.change.novelty import python

            self.statements = list(python.statements(self.text, self.code))

    def covered(self) -> Coverage:
        if self.coverage is None:
            self.coverage = Coverage(self.text)
        return self.coverage

    def added_of(self, one: Statement) -> list[int]:
        return [line for line in range(one.first, one.last + 1) if line in self.code]


class JudgedStatement(Struct, frozen=True):
    """A statement with its kind (`novel`, `moved`, `edited` or `public`), its weight (0 if not novel), and its added
    lines.
    """

    statement: Statement
    kind: str
    weight: float
    lines: list[int]


def judge_statements(file: WeighedFile, gone: RemovedLines) -> list[JudgedStatement]:
    """Return the statements of a file with their kinds, in order.

    `gone` are the lines that the whole change removes.
    """
    return _mark_neighbours([_judge(file, one, gone) for one in file.statements], file, gone)


def _judge(file: WeighedFile, one: Statement, gone: RemovedLines) -> JudgedStatement:
    added = file.added_of(one)
    rows = [file.rows[line - 1] for line in added]
    if file.coverage is not None:
        by_line = file.coverage.by_line
        if kind := origin(by_line[line] for line in range(one.first, one.last + 1) if line in by_line):
            return JudgedStatement(one, kind, 0, added)
    if gone.holds(rows):
        return JudgedStatement(one, "moved", 0, added)
    if file.removed.is_edit(one.first, rows) or gone.holds_alike(rows):
        return JudgedStatement(one, "edited", 0, added)
    return JudgedStatement(one, "novel", one.weight * file.share, added)


def _mark_neighbours(judged: list[JudgedStatement], file: WeighedFile, gone: RemovedLines) -> list[JudgedStatement]:
    """Also classify short removed lines next to moved statements as moved."""
    for at, one in enumerate(judged):
        neighbours = (*judged[max(0, at - 1) : at], *judged[at + 1 : at + 2])
        if one.kind != "novel" or all(other.kind != "moved" for other in neighbours):
            continue
        if gone.holds_beside(file.rows[line - 1] for line in one.lines):
            judged[at] = JudgedStatement(one.statement, "moved", 0, one.lines)
    return judged
