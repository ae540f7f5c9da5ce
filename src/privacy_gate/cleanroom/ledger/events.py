"""Evaluate a ledger: its events, the findings of each rule, and the history of each prompt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from privacy_gate.cleanroom.ledger import EventKind, chain
from privacy_gate.cleanroom.ledger.verify import LedgerLine


class LedgerEntry(Struct, frozen=True):
    """An event that was read from the ledger. A newer version may write other kinds, verdicts and results."""

    number: int
    hash: str
    time: str
    kind: str
    prompt: str = ""
    digest: str = ""
    whole: bool = True
    assistant: str = ""
    verdict: str = ""
    rules: dict[str, int] = {}
    result: str = ""
    tests: dict[str, int] = {}
    reason: str = ""
    gate: str = ""
    commit: str = ""
    text: str | None = None
    happened: str = ""


class Leak(Struct, frozen=True):
    """A rule with its number of findings in checked texts and in sent texts, and the number of prompts with some."""

    rule: str
    checked: int
    sent: int
    prompts: int


class LedgerPrompt(Struct, frozen=True):
    """A prompt with its events, oldest first. `versions` are the digests of its texts, each once, in order of
    appearance.
    """

    path: str
    entries: tuple[LedgerEntry, ...]
    versions: tuple[str, ...]

    def latest(self, field: str) -> str:
        """Return the newest value of the field `verdict` or `result`; empty if no event has one."""
        return next((value for entry in reversed(self.entries) if (value := getattr(entry, field))), "")

    def version(self, entry: LedgerEntry) -> int:
        """Return the version number of an event's text, from 1; 0 if the event has no digest."""
        return self.versions.index(entry.digest) + 1 if entry.digest else 0


def parse_entries(lines: Iterable[LedgerLine]) -> tuple[list[LedgerEntry], list[int]]:
    """Return the events of a ledger, and the numbers of the lines that cannot be read as an event."""
    found: list[LedgerEntry] = []
    odd: list[int] = []
    for read in lines:
        if read.line is not None and read.line.get("kind") == chain.HEALED:
            continue
        entry = _entry(read.line)
        if entry is None:
            odd.append(read.at)
        else:
            found.append(entry)
    return found, odd


def _entry(line: dict[str, Any] | None) -> LedgerEntry | None:
    if line is None:
        return None
    try:
        return msgspec.convert(line, LedgerEntry)
    except msgspec.ValidationError:
        return None


def count_leaks(found: Sequence[LedgerEntry]) -> list[Leak]:
    """Count the findings of each rule. Rules with the most findings in sent texts come first."""
    checked: Counter[str] = Counter()
    sent: Counter[str] = Counter()
    where: dict[str, set[str]] = {}
    for entry in found:
        side = (
            checked
            if entry.kind == EventKind.CHECKED
            else sent
            if entry.kind in (EventKind.SENT, EventKind.PAST)
            else Counter()
        )
        side.update(entry.rules)
        for rule in entry.rules:
            where.setdefault(rule, set()).add(entry.prompt or entry.digest)
    every = [Leak(rule, checked[rule], sent[rule], len(prompts)) for rule, prompts in where.items()]
    return sorted(every, key=lambda leak: (-leak.sent, -leak.checked, leak.rule))


def group_prompts(found: Sequence[LedgerEntry]) -> list[LedgerPrompt]:
    """Group events by the path of the prompt. The prompt with the newest event is first. Typed texts are skipped."""
    by_path: dict[str, list[LedgerEntry]] = {}
    for entry in found:
        if entry.prompt:
            by_path.setdefault(entry.prompt, []).append(entry)
    every = [
        LedgerPrompt(path, tuple(events), tuple(dict.fromkeys(event.digest for event in events if event.digest)))
        for path, events in by_path.items()
    ]
    return sorted(every, key=lambda prompt: -prompt.entries[-1].number)


def describe_entry(entry: LedgerEntry) -> str:
    """Return the details of an event that follow its time, kind, verdict and prompt. They are not escaped."""
    parts = [f"to {entry.assistant}"] if entry.assistant else []
    if entry.result or entry.tests:
        counts = ", ".join(f"{count:,} {how}" for how, count in sorted(entry.tests.items()))
        parts.append(f"{entry.result} ({counts})" if entry.result and counts else entry.result or counts)
    parts += [f"{rule} ×{count:,}" for rule, count in sorted(entry.rules.items())]  # noqa: RUF001  (times)
    if entry.happened:
        parts.append(f"in {entry.commit[:12]} of {entry.happened[:10]}, before this ledger")
    if not entry.whole:
        parts.append("only added lines")
    if entry.reason:
        parts.append(f"“{entry.reason}”")
    return "; ".join(parts)
