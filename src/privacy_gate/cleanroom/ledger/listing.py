"""Format the events of a ledger as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec

from privacy_gate.base.text import one_line, plural
from privacy_gate.cleanroom.ledger.events import LedgerEntry, describe_entry
from privacy_gate.cleanroom.ledger.verify import LedgerRemark, Verified

_KIND, _VERDICT, _PROMPT = 8, 8, 40  # columns; a longer value moves the rest to the right


def as_text(entries: Sequence[LedgerEntry]) -> str:
    """Format each event as one line."""
    if not entries:
        return "event not found in the ledger\n"
    width = max(len(str(entry.number)) for entry in entries)
    prompt = min(_PROMPT, max(len(_prompt(entry)) for entry in entries))
    return "".join(f"{entry.number:>{width}}  {_row(entry, prompt)}\n" for entry in entries)


def _prompt(entry: LedgerEntry) -> str:
    return one_line(entry.prompt) or "(typed)"


def _row(entry: LedgerEntry, width: int) -> str:
    columns = (
        one_line(entry.time[:16]).replace("T", " "),
        f"{one_line(entry.kind):<{_KIND}}",
        f"{one_line(entry.verdict):<{_VERDICT}}",
        f"{_prompt(entry):<{width}}",
        one_line(describe_entry(entry)),
    )
    return "  ".join(columns).rstrip()


def as_json(entries: Sequence[LedgerEntry], state: Verified) -> str:
    data = {
        "version": 1,
        "holds": state.holds,
        "head": state.head,
        "remarks": [{"line": remark.at, "message": remark.message, "fault": remark.fault} for remark in state.remarks],
        "events": [msgspec.to_builtins(entry) for entry in entries],
    }
    return json.dumps(data, indent=2, ensure_ascii=True) + "\n"


def show_events(entries: Sequence[LedgerEntry], digest: str | None) -> str:
    """Format events with all details. `digest` is that of the prompt's current text, which marks the events of this
    version.
    """
    return "\n".join(_in_full(entry, digest) for entry in entries)


def _in_full(entry: LedgerEntry, digest: str | None) -> str:
    values = {
        "event": str(entry.number),
        "time": entry.time,
        "kind": entry.kind,
        "prompt": entry.prompt or "(typed)",
        "text": f"{entry.digest}{_same(entry, digest)}" if entry.digest else "",
        "judged": "" if entry.whole else "only added lines",
        "assistant": entry.assistant,
        "verdict": entry.verdict,
        "rules": ", ".join(f"{rule} {count:,}" for rule, count in sorted(entry.rules.items())),
        "result": entry.result,
        "tests": ", ".join(f"{count:,} {how}" for how, count in sorted(entry.tests.items())),
        "reason": entry.reason,
        "commit": entry.commit,
        "gate": entry.gate,
        "hash": entry.hash,
    }
    lines = [f"{name:<10} {one_line(value)}\n" for name, value in values.items() if value]
    kept = [f"    {one_line(line)}\n" for line in (entry.text or "").splitlines()]
    return "".join([*lines, *kept])


def _same(entry: LedgerEntry, digest: str | None) -> str:
    if digest is None:
        return ""
    return " (current version)" if entry.digest == digest else " (another version)"


def describe_verification(found: Verified) -> list[str]:
    """Return the messages of a verification."""
    lines = [_remark(remark) for remark in found.remarks]
    if not found.events and not lines:
        return ["no ledger yet"]
    closing = "unbroken" if found.holds else "modified"
    return [*lines, f"{plural(found.events, 'event')}; the ledger is {closing}", f"head: {one_line(found.head)}"]


def _remark(remark: LedgerRemark) -> str:
    where = f"line {remark.at}: " if remark.at else ""
    return f"{'' if remark.fault else 'note: '}{where}{one_line(remark.message)}"
