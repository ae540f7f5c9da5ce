"""Record the events of a command in the ledger. Paths and texts are masked first."""

from __future__ import annotations

from collections.abc import Sequence

from privacy_gate.base.ci import in_ci
from privacy_gate.cleanroom import ledger
from privacy_gate.cleanroom.ledger import Event, EventKind, Result
from privacy_gate.documents.segment import segmenter
from privacy_gate.model import Document, Exposure, JudgedFile, Report
from privacy_gate.scan.session import Session, complain


def record_checked(session: Session, report: Report, assistant: str = "") -> None:
    """Record each outbound text of a report as checked."""
    record_events(session, [make_event(session, judged, EventKind.CHECKED, assistant) for judged in report.judged])


def record_events(session: Session, events: Sequence[Event]) -> None:
    """Record events, or print why they cannot be recorded."""
    if in_ci():
        complain("privacy-gate: The ledger is not available in CI; it only records events on developer computers.")
    elif session.repository is None:
        complain("privacy-gate: not recorded: not in a git repository")
    else:
        for event in events:
            ledger.record(session.repository, event)


def make_event(
    session: Session,
    judged: JudgedFile,
    kind: EventKind,
    assistant: str = "",
    *,
    reason: str = "",
    result: Result | None = None,
    text: str | None = None,
) -> Event:
    """Build an event for a text that was checked. Its path, and `assistant`, `reason` and `text` are masked."""
    return Event(
        kind=kind,
        prompt="" if judged.path.startswith("<") else mask_secrets(session, judged.path),
        content=judged.content,
        whole=judged.whole,
        assistant=mask_secrets(session, assistant),
        verdict=judged.verdict,
        rules=dict(judged.rules),
        result=result,
        reason=mask_secrets(session, reason),
        text=None if text is None else mask_secrets(session, text, judged.path),
    )


def mask_secrets(session: Session, text: str, path: str = "") -> str:
    """Mask the secrets of a text. The text is read like the file at this path."""
    if not text:
        return ""
    outbound = Exposure.OUTBOUND
    return session.run.mask(Document(path, text, outbound, segmenter=segmenter(path, outbound)))
