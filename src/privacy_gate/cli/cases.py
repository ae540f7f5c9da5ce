"""Running the cases that stand beside a rule."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from privacy_gate import documents
from privacy_gate.config import Config, Settings
from privacy_gate.gate import Gate, assemble
from privacy_gate.index.of_files import CodeOfFiles
from privacy_gate.index.own import of_files
from privacy_gate.model import Blob, ChangedPath, Document
from privacy_gate.ruleset import Case, Rule, cases
from privacy_gate.run import Run

_gates: dict[bytes, Gate] = {}


def failures(rule: Rule, settings: Settings) -> Iterator[str]:
    """What is wrong with a rule's cases: one sentence each, nothing when all hold.

    A hit must be found exactly where its marks are; where it has none, anywhere. A pass must not
    be found at all. Findings of other rules do not count, and merging does not hide a finding.
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
    """Where the rule reports something in a case, as offsets."""
    path = case.path or "prompts/case.md"
    blob = Blob(path, case.text.encode(case.encoding, "surrogatepass"), case.exposure)
    document = documents.read(blob)
    if not isinstance(document, Document):
        return []
    gate = _gate(rule, case, settings)
    run = Run(
        gate, code=CodeOfFiles(case.repository, gate.settings.config), names=lambda: of_files(case.repository.items())
    )
    read = run.read([blob])
    run.change([ChangedPath(path, "M")], read)
    found = [shown for shown in run.report().findings if shown.rule == rule.id]
    starts = document.line_starts
    return [
        (starts[one.start.line - 1] + one.start.column - 1, starts[one.end.line - 1] + one.end.column - 1)
        for one in found
    ]


def _gate(rule: Rule, case: Case, settings: Settings) -> Gate:
    """A gate that reports this rule alone. The rules about ignores are judged beside all others."""
    config = settings.config
    if case.settings:
        config = msgspec.convert({**msgspec.to_builtins(config), **case.settings}, Config)
    key = msgspec.json.encode(config)
    if key not in _gates:
        _gates[key] = assemble(Settings(config, settings.source, settings.folder))
    return replace(_gates[key], select=() if rule.checker == "ignores" else (rule.id,))
