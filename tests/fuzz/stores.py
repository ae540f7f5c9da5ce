"""What the gate reads back of its own: baselines, the ledger. Others may have written into it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from privacy_gate.base.errors import GateError
from privacy_gate.cleanroom.ledger import chain, events, listing, page, verify
from privacy_gate.model import Document, Exposure, Finding
from privacy_gate.policy import baseline, baseline_text, secrets_baseline
from privacy_gate.policy.baseline import BaselineEntry, Candidate
from tests.fuzz.target import Target, assert_inert, strict_json
from tests.gate import GITHUB_TOKEN


def accepting(data: bytes) -> None:
    """Refused with a message; else what is written of it is read as the same again."""
    try:
        read = baseline.parse(data, "b")
    except GateError as error:
        assert error.message.startswith("b")
        return
    again = baseline.parse(baseline.render(read.salts, read.entries.elements()), "b")
    assert again.entries == read.entries
    assert again.salts == read.salts
    read.find_held([Candidate(entry.fingerprint, "x", secret=False) for entry in list(read.entries)[:2]])


def _baselines() -> Iterable[bytes]:
    entries = [BaselineEntry(f"{n:02x}" * 16, "0123abcd", "secret/x", f"src/{n}.py") for n in (0, 7, 200)]
    yield baseline.render([b"0123456789abcdef"], entries)
    yield baseline.render([b"0123456789abcdef", b"fedcba9876543210"], entries[:1] * 3)


def of_detect_secrets(data: bytes) -> None:
    try:
        read = secrets_baseline.parse(data, "b")
    except GateError:
        return
    baseline_text.readable_text(data)
    document = Document("a.py", f"x = '{GITHUB_TOKEN}'\n" + "= : , " * 20, Exposure.INTERNAL)
    read.holds(Finding("secret/x", "a.py", Exposure.INTERNAL, 5, 45, "m"), document)


def _secrets_baselines() -> Iterable[bytes]:
    result = {
        "type": "GitHub Token",
        "filename": "a.py",
        "hashed_secret": "a" * 40,
        "is_verified": False,
        "line_number": 1,
    }
    whole = {"version": "1.5.0", "plugins_used": [{"name": "X", "path": "file://x.py"}], "filters_used": [],
             "results": {"a.py": [result]}, "generated_at": "2026-01-01T00:00:00Z"}  # fmt: skip
    yield json.dumps(whole).encode()


def ledgers(data: bytes) -> None:
    """Read, listed and drawn whatever it is; what is added behind it is the last line of the chain."""
    file = Path("ledger.jsonl")
    file.write_bytes(data)
    head = chain.append(file, {"version": 1, "kind": "sent", "time": "2026-01-01T00:00:00.000Z"})
    assert file.read_bytes().startswith(data), "what stood there is changed"
    lines = verify.read(file)
    state = verify.verify(lines, head)
    assert state.head == head
    assert lines[-1].intact
    entries, _ = events.parse_entries(lines)
    assert_inert(listing.as_text(entries))
    strict_json(listing.as_json(entries, state))
    assert_inert(listing.show_events(entries, None))
    assert_inert("\n".join(listing.describe_verification(state)))
    events.count_leaks(entries)
    page.render(entries, state, "name").encode()


def _ledgers() -> Iterable[bytes]:
    lines: list[chain.Line] = []
    for n, kind in enumerate(("checked", "sent", "allowed", "tested", "healed")):
        fields = {"version": 1, "time": f"2026-11-2{n}T10:00:00.000Z", "kind": kind, "prompt": "prompts/a.md",
                  "digest": "0" * 32, "whole": True, "assistant": "Claude Code", "verdict": "never", "result": "failed",
                  "rules": {"secret/x": 2}, "tests": {"failed": 1}, "reason": "why", "gate": "0.1", "commit": "a" * 40,
                  "torn": [1]}  # fmt: skip
        lines.append(chain.build_line(fields, lines[-1] if lines else None))
    whole = b"".join(chain.encode_line(line) + b"\n" for line in lines)
    yield whole
    yield whole[:-30]
    yield b'{"torn\n' + whole


_OF_BASELINES = ('{"privacy-gate-baseline":1,"salt":"', "\n", "<<<<<<< a", ">>>>>>> b", "=======", '"00"')
_OF_LEDGERS = ('"number":', '"hash":', '"before":', '"kind":"healed"', '"torn":[', "1e400", "\n", '"time":"')
TARGETS = (
    Target("baseline", accepting, _baselines, _OF_BASELINES, longest=6000),
    Target("secrets-baseline", of_detect_secrets, _secrets_baselines, is_json=True),
    Target("ledger", ledgers, _ledgers, _OF_LEDGERS, longest=6000),
)
