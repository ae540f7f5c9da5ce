"""Record prompts of the history in the ledger, because they were sent before the ledger existed."""

from __future__ import annotations

import click

from privacy_gate import documents
from privacy_gate.base.ci import in_ci
from privacy_gate.base.git.log import read_commit_facts
from privacy_gate.base.git.stream import Object, stream
from privacy_gate.base.text import text_digest
from privacy_gate.cleanroom import ledger
from privacy_gate.cleanroom.ledger import Event, EventKind, events
from privacy_gate.cleanroom.ledger.recording import mask_secrets
from privacy_gate.cleanroom.ledger.verify import read
from privacy_gate.history.history_store import Frame, PastVersion, find_path
from privacy_gate.history.message_text import choose_text
from privacy_gate.model import Blob, Document, Exposure
from privacy_gate.scan.session import Session
from privacy_gate.sources.versions import BEFORE, ReadingPlan, find_commit

_LONGEST = 1 << 30  # bytes; larger objects were not checked


def record(session: Session, plan: ReadingPlan, known: Frame) -> None:
    """Record each version of a prompt that was committed before the first event of the ledger, once, the oldest
    first."""
    if in_ci():
        click.echo(
            "privacy-gate: The ledger is not available in CI; it only records events on developer computers.", err=True
        )
        return
    repository = session.require_repository()
    entries, _ = events.parse_entries(read(ledger.ledger_path(repository)))
    began = min((entry.time for entry in entries), default="9999")
    recorded = {(entry.prompt, entry.digest) for entry in entries}
    versions = _versions(plan, known)
    told = read_commit_facts(repository.root, {commit for _, commit in versions})
    objects = stream(repository.root, [past.oid for past, _ in versions], _LONGEST)
    for (past, commit), obj in zip(versions, objects, strict=True):
        path = find_path(past.path)
        document = documents.read(Blob(path, choose_text(obj), Exposure.OUTBOUND)) if isinstance(obj, Object) else None
        if not isinstance(document, Document) or commit not in told or _in_utc(told[commit].date) >= began:
            continue
        prompt = mask_secrets(session, path)
        if (prompt, ledger.digest_text(repository, document.text)) in recorded:
            continue
        ledger.record(
            repository,
            Event(
                kind=EventKind.PAST,
                prompt=prompt,
                content=text_digest(document.text),
                verdict=past.judged.verdict,
                rules=dict(past.judged.rules),
                commit=commit,
                happened=told[commit].date,
            ),
        )


def _versions(plan: ReadingPlan, known: Frame) -> list[tuple[PastVersion, str]]:
    """Return the versions of prompts with their first commits, in order. Messages are not prompts."""
    positions = {(oid, place.path): place.position for oid, places in plan.places.items() for place in places}
    found: dict[tuple[int, bytes], tuple[PastVersion, str]] = {}
    for past in known.past:
        position = positions.get((past.oid, find_path(past.path)), BEFORE)
        if commit := find_commit(plan, position):
            found[position, past.path] = past, commit
    return [found[key] for key in sorted(found)]


def _in_utc(date: str) -> str:
    """Convert a date of git to the format of the ledger."""
    from datetime import UTC, datetime

    return datetime.fromisoformat(date).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
