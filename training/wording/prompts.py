"""Whole prompts with the phrases that tell, and how the gate does on them.

Hands that knew neither the rules nor the sentences wrote them: `data/q*.jsonl.gz` to train on, `data/t*.jsonl.gz`
to measure on, which no model and no threshold has seen. Other corpora of the same form (a folder with
`prompts` and `comments`) can be measured beside them.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from privacy_gate import documents
from privacy_gate.checkers.wording.business_wording import judge_sentences
from privacy_gate.checkers.wording.sentences import lines_of_code, sentences
from privacy_gate.config import Config, Settings
from privacy_gate.model import Blob, Document, Exposure, Severity, Shown
from privacy_gate.scan import Run, gate

HERE = Path(__file__).parent / "data"
LEAKS = ("secret", "business", "internal", "personal", "identifier", "code")
BY_LANGUAGE = {
    "python": "py",
    "csharp": "cs",
    "rust": "rs",
    "bash": "sh",
    "kotlin": "kt",
    "ruby": "rb",
    "terraform": "tf",
}


class Case(NamedTuple):
    """A text, whether it tells, the phrases by which it does, and who wrote it."""

    name: str
    text: str
    leak: bool
    spans: tuple[str, ...]
    hand: str
    exposure: Exposure = Exposure.OUTBOUND


class Read(NamedTuple):
    """A sentence, or a line of code, as the gate reads it in a prompt. `pair` is empty where the same sentence
    stands in both prompts of a pair, or where it cannot be said which of the other it answers to."""

    text: str
    leak: bool
    phrase: str
    pair: str
    kind: str
    industry: str
    language: str
    hand: str


class Outcome(NamedTuple):
    """`hit`: a finding touches a phrase (or there is any, where none is known); `touched`: how many phrases;
    `covered`: the share of characters under findings."""

    case: Case
    rules: tuple[str, ...]
    hit: bool
    touched: int
    covered: float


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    data = file.read_bytes()
    text = (gzip.decompress(data) if file.suffix == ".gz" else data).decode()
    yield from (json.loads(line) for line in text.split("\n") if line.strip())


def read() -> list[Read]:
    """The sentences of the prompts to train on, each once a pair of prompts."""
    pairs: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for file in sorted(HERE.glob("q*.jsonl.gz")):
        for row in _rows(file):
            pairs[row["pair"]][row["label"]] = row
    return [one for pair in pairs.values() if len(pair) == 2 for one in _of_pair(pair["leak"], pair["clean"])]


def _of_pair(leak: dict[str, Any], clean: dict[str, Any]) -> Iterator[Read]:
    told, plain = _sentences(leak["text"]), _sentences(clean["text"])
    telling = {text: next((span for span in leak["spans"] if span in text or text in span), "") for text in told}
    new = [text for text in told if telling[text]]
    answers = [text for text in plain if text not in told]
    paired = leak["pair"] if new and answers else ""

    def made(text: str, phrase: str, pair: str) -> Read:
        kind = "code-line" if told.get(text, plain.get(text)) else "prompt-sentence"
        return Read(text, bool(phrase), phrase, pair, kind, leak["industry"], leak["lang"], leak["pair"][:2])

    yield from (made(text, telling[text], paired) for text in new)
    yield from (made(text, "", paired) for text in answers)
    yield from (made(text, "", "") for text in told if not telling[text] and text in plain)


def _sentences(text: str) -> dict[str, bool]:
    """The sentences of a prompt, and for each whether it is a line of code."""
    document = documents.read(Blob("prompts/a.md", (text.rstrip("\n") + "\n").encode(), Exposure.OUTBOUND))
    assert isinstance(document, Document)
    found = {one.text.strip(): False for one, _ in judge_sentences(sentences(document))}
    return found | {
        one.text.strip(): True for one, _ in judge_sentences(lines_of_code(document)) if one.text.strip() not in found
    }


def own(kind: str = "t") -> list[Case]:
    """The prompts to measure on (`t`), or those to train on (`q`)."""
    return [
        Case(
            f"{row['pair']}-{row['label']}.md", row["text"], row["label"] == "leak", tuple(row["spans"]), file.name[:2]
        )
        for file in sorted(HERE.glob(f"{kind}*.jsonl.gz"))
        for row in _rows(file)
    ]


def foreign(folder: Path, corpus: str) -> list[Case]:
    """`prompts` or `comments` of a folder, one corpus a file."""
    file = next(path for path in sorted(folder.glob(f"{corpus}.jsonl*")))
    if corpus == "prompts":
        return [
            Case(f"{row['id']}.md", row["text"], row["label"] == "leak", tuple(row["spans"]), folder.name)
            for row in _rows(file)
        ]
    return [
        Case(f"{row['id']}.{BY_LANGUAGE.get(row['lang'], row['lang'])}", row["text"], row["label"] == "business", (),
             folder.name, Exposure.INTERNAL)
        for row in _rows(file)
    ]  # fmt: skip


def outcomes(cases: Sequence[Case], wording: str = "balanced") -> list[Outcome]:
    """What the gate, in this process and without an index, finds in texts of which each is alone."""
    assembled = gate.assemble(Settings(Config(wording=wording), None, Path()))
    return [_outcome(case, _found(assembled, case)) for case in cases]


def _found(assembled: gate.Gate, case: Case) -> list[Shown]:
    run = Run(assembled)
    run.read_closely(lambda _path: True)
    run.read([Blob(case.name, (case.text.rstrip("\n") + "\n").encode(), case.exposure)])
    least = Severity.WARNING if case.exposure is Exposure.OUTBOUND else Severity.NOTE
    families = LEAKS if case.exposure is Exposure.OUTBOUND else ("business", "internal", "personal")
    found = run.report().findings
    return [one for one in found if one.rule.partition("/")[0] in families and one.severity >= least]


def _outcome(case: Case, found: Sequence[Shown]) -> Outcome:
    starts = [0]
    for line in case.text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    places = [
        (starts[one.start.line - 1] + one.start.column - 1, starts[one.end.line - 1] + one.end.column - 1)
        for one in found
    ]
    marked = {at for start, end in places for at in range(start, min(end, len(case.text)))}
    touched = sum(_touches(case.text, span, marked) for span in case.spans)
    hit = touched > 0 if case.spans else bool(found)
    rules = tuple(sorted({one.rule for one in found}))
    return Outcome(case, rules, hit, touched, len(marked) / max(1, len(case.text)))


def _touches(text: str, span: str, marked: set[int]) -> bool:
    at = text.find(span)
    while at >= 0:
        if not marked.isdisjoint(range(at, at + len(span))):
            return True
        at = text.find(span, at + 1)
    return False
