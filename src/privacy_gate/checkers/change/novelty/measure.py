"""Measure the new logic of a change: the weights of all added statements that are not old code.

Expensive steps run only if they may change the result. First, the change is compared line by line with the lines that
it removes. The following steps parse it, and compare it with the old versions of its files, and then with the whole
tree. The measurement stops as soon as there is too little new logic for a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from privacy_gate.base.globs import glob
from privacy_gate.base.language_table import PYTHON, weighed_language
from privacy_gate.checkers.change.novelty import excluded_files
from privacy_gate.checkers.change.novelty.known_code import RemovedLines, origin
from privacy_gate.checkers.change.novelty.statement import LOGIC, Block
from privacy_gate.checkers.change.novelty.weighing import JudgedStatement, WeighedFile, judge_statements
from privacy_gate.checkers.protocol import Base
from privacy_gate.config import Config
from privacy_gate.model import Change, ChangeFigures, Compared, Exposure, FileFigures, LogicPart, Measured

_SURELY = 0.5  # share of `enough` that the comparison by lines must reach, before Python is parsed


class _MeasureResult(Struct):
    """The judged statements of each file, the score of all added statements, and that of the new ones."""

    judged: dict[str, list[JudgedStatement]]
    raw: float
    score: float


def measure(change: Change, config: Config, base: Base | None, enough: float) -> Measured:
    """Return the new logic of a change.

    `enough` is the score that a reminder needs. Figures below it may be less exact.
    """
    files, reasons = _sort_out(change, config)
    gone = RemovedLines(path.removed for path in change.paths)
    result = _look(files, gone)
    compared = Compared.REMOVED
    if result.score >= enough * _SURELY:
        for file in files:
            file.parse()
        result = _look(files, gone)
        if result.score >= enough:
            _cover_near(files, change, base)
            compared = Compared.CHANGED if base else compared
            result = _look(files, gone)
        if result.score >= enough and base:
            for path, reason in base.left_out([file.path for file in files]).items():
                reasons[path] = reason
            files = [file for file in files if file.path not in reasons]
            result = _look(files, gone)
            if result.score >= enough:
                _cover_all(files, result, base)
                result = _look(files, gone)
                compared = Compared.BASE if base.is_whole else compared
    figures = _figures(change, files, reasons, result, compared)
    parts = sorted(_parts(result), key=lambda part: (-part.score, part.path, part.first))
    return Measured(figures, tuple(parts))


def _sort_out(change: Change, config: Config) -> tuple[list[WeighedFile], dict[str, str]]:
    """Return the files that may contain core logic, and for each other path the reason for its exclusion."""
    documents = {document.path: document for document in change.documents}
    files: list[WeighedFile] = []
    reasons: dict[str, str] = {}
    for path in change.paths:
        document = documents.get(path.path)
        if path.status == "D" or document is None or not path.hunks:
            continue
        language = weighed_language(path.path)
        if language is None or document.exposure is Exposure.OUTBOUND:
            reasons[path.path] = "prompt" if document.exposure is Exposure.OUTBOUND else "no code"
        elif (
            reason := _configured(path.path, config)
            or excluded_files.reason_by_path(path.path)
            or excluded_files.reason_by_text(document.text)
        ):
            reasons[path.path] = reason
        else:
            files.append(WeighedFile(path, document, language))
    return files, reasons


def _configured(path: str, config: Config) -> str | None:
    is_named = config.not_core and glob(tuple(config.not_core)).fullmatch(path)
    return "configured" if is_named else None


def _look(files: Sequence[WeighedFile], gone: RemovedLines) -> _MeasureResult:
    by_path = {file.path: judge_statements(file, gone) for file in files}
    raw = sum(one.statement.weight * file.share for file in files for one in by_path[file.path])
    return _MeasureResult(by_path, raw, sum(one.weight for found in by_path.values() for one in found))


def _cover_near(files: Sequence[WeighedFile], change: Change, base: Base | None) -> None:
    """Record code as known if it is public, or is in the old files of the change or in lines that it removes."""
    from privacy_gate.index import public_filter, standard_library, winnow
    from privacy_gate.index.lexer import lex

    texts = list(base.old_texts()) if base else [path.removed for path in change.paths]
    known = {gram for text in texts if text for gram in winnow.hash_parameterised(lex(text))}
    # The filter of public code may contain a published version of this project.
    is_own = base is not None and public_filter.includes_package(base.package_names())
    shipped = None if is_own else public_filter.load_shipped()
    for file in files:
        coverage = file.covered()
        coverage.cover(known)
        if shipped is not None:
            coverage.cover_public(shipped)
        if file.language == PYTHON:
            names = standard_library.find_definitions(file.text)
            grams = {
                gram
                for text in standard_library.similar_modules(names)
                for gram in winnow.hash_parameterised(lex(text))
            }
            coverage.cover(grams, public=True)
        coverage.count()


def _cover_all(files: Sequence[WeighedFile], result: _MeasureResult, base: Base) -> None:
    """Record code as known if it is anywhere in the tree that the change starts from."""
    near: set[int] = set()
    for file in files:
        novel = {line for one in result.judged[file.path] if one.kind == "novel" for line in one.lines}
        near |= file.covered().near(novel)
    known = base.find_known(near, [file.path for file in files])
    for file in files:
        file.covered().cover(known)
        file.covered().count()


def _figures(
    change: Change, files: Sequence[WeighedFile], reasons: Mapping[str, str], result: _MeasureResult, compared: Compared
) -> ChangeFigures:
    by_path = {file.path: file for file in files}
    found = []
    core = 0.0
    for path in change.paths:
        added = sum(hunk.count for hunk in path.hunks)
        file = by_path.get(path.path)
        if file is None:
            if added:
                found.append(FileFigures(path.path, 0, 0, 0, added, reasons.get(path.path, "not read")))
            continue
        kinds = _kinds(file, result.judged[path.path])
        of_kind = list(kinds.values())
        novel, moved, edited = (of_kind.count(kind) for kind in ("novel", "moved", "edited"))
        core += novel * file.share
        found.append(FileFigures(path.path, novel, moved, edited, len(file.added) - novel - moved - edited))
    return ChangeFigures(tuple(found), round(result.score, 1), round(result.raw, 1), compared, round(core))


def _kinds(file: WeighedFile, found: Sequence[JudgedStatement]) -> dict[int, str]:
    """Return the kind of each added line of logic, and of other added lines that the repository already had."""
    kinds: dict[int, str] = {}
    for one in found:
        if one.statement.weight >= LOGIC:
            kinds.update(dict.fromkeys(one.lines, one.kind))
    if file.coverage is not None:
        for line, tokens in file.coverage.by_line.items():
            if line in file.added and line not in kinds and (kind := origin([tokens])):
                kinds[line] = kind
    return kinds


def _parts(result: _MeasureResult) -> Iterator[LogicPart]:
    """Yield the new logic of each function or class."""
    for path, every in result.judged.items():
        blocks: dict[Block, list[JudgedStatement]] = {}
        for one in every:
            if one.kind == "novel" and one.statement.weight >= LOGIC:
                blocks.setdefault(one.statement.block, []).append(one)
        for block, found in blocks.items():
            numbers = sorted({line for one in found for line in one.lines})
            score = sum(one.weight for one in found)
            yield LogicPart(path, block.name, numbers[0], numbers[-1], len(numbers), round(score, 1))
