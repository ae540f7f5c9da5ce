"""Run the cases of a rule."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Sequence

import msgspec
from msgspec.structs import replace

from privacy_gate import documents
from privacy_gate.checkers.registry import checker
from privacy_gate.config import Config, Settings
from privacy_gate.index import winnow
from privacy_gate.index.code_index import Code
from privacy_gate.index.lexer import lex
from privacy_gate.index.of_files import CodeOfFiles, NamesOfFiles
from privacy_gate.index.organisation.code import Together
from privacy_gate.index.organisation.of_repositories import CodeOfRepositories
from privacy_gate.model import Blob, ChangedPath, Document, Exposure, Hunk
from privacy_gate.rules import Rule
from privacy_gate.rules.cases import Case, cases
from privacy_gate.scan import Run
from privacy_gate.scan.gate import Gate, assemble

_gates: dict[bytes, Gate] = {}


def failures(rule: Rule, settings: Settings) -> Iterator[str]:
    """Yield a sentence for each case of a rule that fails.

    In a case of `hits`, findings must have exactly the marked spans. Without marks, one finding anywhere is enough. A
    case of `passes` must have no finding. Findings of other rules do not count, and findings are not merged.
    """
    hits, passes = cases(rule)
    for expected, case in [(True, case) for case in hits] + [(False, case) for case in passes]:
        found = spans(rule, case, settings)
        right = found == list(case.spans) if case.spans or not expected else bool(found)
        if not right:
            shown = ", ".join(repr(case.text[start:end]) for start, end in found) or "nothing"
            wanted = ", ".join(repr(case.text[start:end]) for start, end in case.spans) or (
                "something" if expected else "nothing"
            )
            yield f"in {_short(case.text)!r}: found {shown}, expected {wanted}"


def _short(text: str) -> str:
    return text if len(text) <= 100 else text[:99] + "…"


def spans(rule: Rule, case: Case, settings: Settings) -> list[tuple[int, int]]:
    """Return the spans of the rule's findings in a case."""
    path = case.path or "prompts/case.md"
    hunks = _hunks(case.before, case.text) if case.before is not None else ()
    added = frozenset(line for hunk in hunks for line in range(hunk.start, hunk.start + hunk.count))
    data = case.text.encode(case.encoding, "surrogatepass")
    blob = Blob(path, data, case.exposure, None if case.before is None else added)
    document = documents.read(blob)
    if not isinstance(document, Document):
        return []
    gate = _gate(rule, case, settings)
    code: Code = CodeOfFiles(case.repository, gate.settings.config)
    if case.organisation:
        code = Together(code, CodeOfRepositories(case.organisation))
    run = Run(gate, code=code, names=NamesOfFiles(case.repository))
    run.read_closely(lambda _path: True, deep=True)
    read = run.read([blob])
    removed = "".join(hunk.removed for hunk in hunks)
    changed = ChangedPath(path, "A" if case.before == "" else "M", added or None, removed, hunks)
    run.change([changed], read, _Before(case, gate.settings.config) if case.before is not None else None)
    found = [shown for shown in run.report().findings if shown.rule == rule.id]
    starts = document.line_starts
    return [
        (starts[one.start.line - 1] + one.start.column - 1, starts[one.end.line - 1] + one.end.column - 1)
        for one in found
    ]


def _hunks(before: str, after: str) -> tuple[Hunk, ...]:
    """Return the differences between two texts as hunks."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    return tuple(
        Hunk(start + 1, end - start, "".join(old[first:last]))
        for kind, first, last, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if kind != "equal"
    )


class _Before:
    """The state before the change of a case: the old text of its file, and the other files of its repository."""

    is_whole = True

    def __init__(self, case: Case, config: Config) -> None:
        self._case, self._config = case, config

    def old_texts(self) -> list[str]:
        return [self._case.before or ""]

    def find_known(self, grams: Collection[int], _paths: Collection[str]) -> set[int]:
        kept = (gram for text in self._case.repository.values() for gram in winnow.prints(lex(text)).hashes)
        return set(grams).intersection(kept)

    def left_out(self, _paths: Sequence[str]) -> dict[str, str]:
        return {}

    def package_names(self) -> set[str]:
        return set()

    def prompts(self) -> list[tuple[str, str]]:
        files = self._case.repository.items()
        return [(path, text) for path, text in files if self._config.exposure(path) is Exposure.OUTBOUND]


def _gate(rule: Rule, case: Case, settings: Settings) -> Gate:
    """Return a gate that reports only this rule. A rule about ignores is judged together with all others."""
    config = settings.config
    if case.settings:
        config = msgspec.convert({**msgspec.to_builtins(config), **case.settings}, Config)
    key = msgspec.json.encode(config)
    if key not in _gates:
        _gates[key] = assemble(Settings(config, settings.source, settings.folder))
    return replace(_gates[key], select=() if checker(rule.checker).by_policy else (rule.id,))
