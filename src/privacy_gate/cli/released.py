"""Letting through, once, the one text that a check held and a person released at a terminal."""

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
    """The report, with the verdict `send` for a text that was released; this uses the release up and records it.

    What is held otherwise, if it is one text, is what `allow --last` releases. Raises GateError when the ledger
    cannot be written: nothing is let through unrecorded.
    """
    held = [one for one in report.judged if one.verdict is not Verdict.SEND]
    if len(held) != 1 or report.incomplete or in_ci():
        return report
    text = held[0]
    reason = _taken(session, text)
    if reason is None:
        return report
    if session.repository is not None:
        ledger.record(session.repository, recording.make_event(session, text, EventKind.ALLOWED, reason=reason))
    complain(
        f"privacy-gate: {one_line(text.path)} is allowed once ({one_line(recording.mask_secrets(session, reason))})"
    )
    judged = tuple(replace(one, verdict=Verdict.SEND, released=True) if one is text else one for one in report.judged)
    return replace(report, judged=judged, verdict=verdict_of_report(judged, report.problems))


def _taken(session: Session, text: JudgedFile) -> str | None:
    """Why a text was released; None when it was not, and then it is the one that can be released next."""
    with suppress(OSError, GateError):  # a folder that cannot be written to: nothing was released
        releases = Releases(session.repository)
        digest = releases.digest([("scan", text.content)])
        if (release := releases.take(digest)) is not None:
            return release.reason
        releases.blocked("", digest, (rule for rule, _ in text.rules))
    return None
