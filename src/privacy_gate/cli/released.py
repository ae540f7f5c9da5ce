"""Allow a blocked text once, after a person released it in a terminal."""

from __future__ import annotations

from contextlib import suppress

from msgspec.structs import replace

from privacy_gate.base.ci import in_ci
from privacy_gate.base.errors import GateError
from privacy_gate.base.text import one_line
from privacy_gate.cleanroom import ledger
from privacy_gate.cleanroom.ledger import EventKind, recording
from privacy_gate.integrations.assistants.releases import Releases
from privacy_gate.model import JudgedFile, Report, Verdict
from privacy_gate.policy.verdicts import verdict_of_report
from privacy_gate.scan.session import Session, complain


def let_through(session: Session, report: Report) -> Report:
    """Return the report, with the verdict `send` for a released text. The release is recorded, and cannot be used
    again.

    If only one text is blocked, it becomes the candidate of `allow --last`. Raises GateError if the ledger cannot be
    written, because an unrecorded text must not pass.
    """
    held = [one for one in report.judged if one.verdict is not Verdict.SEND]
    if len(held) != 1 or report.incomplete or in_ci():
        return report
    text = held[0]
    reason = _take_release(session, text)
    if reason is None:
        return report
    if session.repository is not None:
        ledger.record(session.repository, recording.make_event(session, text, EventKind.ALLOWED, reason=reason))
    complain(
        f"privacy-gate: {one_line(text.path)} is allowed once ({one_line(recording.mask_secrets(session, reason))})"
    )
    judged = tuple(replace(one, verdict=Verdict.SEND, released=True) if one is text else one for one in report.judged)
    return replace(report, judged=judged, verdict=verdict_of_report(judged, report.problems))


def _take_release(session: Session, text: JudgedFile) -> str | None:
    """Return the reason why a text was released. Return None if it was not, and make it the next candidate."""
    with suppress(OSError, GateError):  # the folder cannot be written: nothing was released
        releases = Releases(session.repository)
        digest = releases.digest([("scan", text.content)])
        if (release := releases.take(digest)) is not None:
            return release.reason
        releases.record_blocked("", digest, (rule for rule, _ in text.rules))
    return None
