"""Decide what happens to an event of an assistant: it is allowed, its texts are replaced, or it is blocked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from privacy_gate.base.errors import GateError
from privacy_gate.base.text import one_line, text_digest
from privacy_gate.cleanroom.ledger import Event, EventKind, record
from privacy_gate.integrations.assistants import (
    Assistant,
    gap_notice,
    involved_repositories,
    messages,
    shown_before,
    tools,
)
from privacy_gate.integrations.assistants.event_check import Checked, check, is_in_profile
from privacy_gate.integrations.assistants.events import Asked, Decision, Key, Moment, Text
from privacy_gate.integrations.assistants.involved_repositories import Touched, selection
from privacy_gate.model import JudgedFile, Severity, Verdict
from privacy_gate.scan.session import Session

if TYPE_CHECKING:
    from privacy_gate.cleanroom.map.store import MapStore
    from privacy_gate.cleanroom.session_cleaning import Sendable

_LONGEST_CLEANED = 400_000  # characters; a longer text is not cleaned, because cleaning checks it several times


def decide(assistant: Assistant, asked: Asked, config: Path | None, let_through: Callable[[], None]) -> Decision:
    """Check an event in the working folder. `let_through` is called if the settings allow an event whose check fails.

    Raises GateError if something could not be checked.
    """
    repositories = involved_repositories.find(asked, config)
    if repositories.fails_open:
        let_through()
    return _decide(assistant, asked, repositories, check(repositories, asked), config)


def _decide(
    assistant: Assistant, asked: Asked, repositories: Touched, checked: Checked, config: Path | None
) -> Decision:
    session = repositories.first
    notice = messages.notice(shown_before.drop_known(session, checked), checked.skipped)
    if asked.moment is Moment.CONTEXT and not checked.passes:
        return _tell(assistant, asked, session, checked)
    if checked.passes and (checked.asks or checked.questions):
        if assistant.asks(asked):
            _record(assistant, session, checked, EventKind.CHECKED, "asked about")
            return Decision(notice=notice, question=_question(session, checked))
        checked = msgspec.structs.replace(checked, stops=checked.asks, problems=checked.questions)
    if checked.passes:
        noted = _noted(assistant, session, checked) if asked.moment is Moment.PROMPT else ""
        is_shown = (
            asked.moment is Moment.PROMPT
            and checked.beyond
            and shown_before.is_new(session, shown_before.list_parts(checked))
        )
        beyond = messages.describe_passed(checked.beyond) if is_shown else ""
        notices = (notice, beyond, gap_notice.notice(session.repository, checked.gaps), noted)
        return Decision(notice="\n".join(filter(None, notices)))
    from privacy_gate.integrations.assistants.releases import Releases

    releases = Releases(session.repository)
    what = (f"{asked.moment} {asked.tool}", b"")
    digest = releases.digest([what, *shown_before.list_parts(checked)])
    if (release := releases.take(digest)) is not None:
        _record(assistant, session, checked, EventKind.ALLOWED, release.reason)
        return Decision(notice="\n".join(filter(None, [notice, f"privacy-gate: allowed once ({release.reason})"])))
    replaced = _replace(repositories, asked, checked)
    runs_it = asked.moment is Moment.CALL and tools.is_shell(asked.tool)
    if replaced and assistant.masks(asked) and not runs_it:
        _record(assistant, session, checked, EventKind.SENT, "with placeholders", sent=tuple(replaced.values()))
        from privacy_gate.cleanroom.ledger.recording import mask_secrets

        masked = mask_secrets(session, messages.list_findings(checked.stops))
        said = f"privacy-gate redacted these values:\n{masked}"
        return Decision(said=said, replaced=replaced, notice=said)
    _record(assistant, session, checked, EventKind.CHECKED, "stopped")
    releases.record_blocked(assistant.TITLE, digest, (one.rule for one in checked.stops))
    prompt = next((one for one in asked.texts if one.key in replaced), None)
    instead = ""
    if asked.moment is Moment.PROMPT and prompt is not None:
        from privacy_gate.integrations.assistants import cleaned_offer

        instead = cleaned_offer.offer_cleaned(repositories, asked, prompt, config)
    return _stop(assistant, asked, session, checked, instead)


def _tell(assistant: Assistant, asked: Asked, session: Session, checked: Checked) -> Decision:
    """Return the decision about a text that the assistant sends in any case.

    Only the user is told. No text is quoted.
    """
    from privacy_gate.cleanroom.ledger.recording import mask_secrets

    _record(assistant, session, checked, EventKind.SENT, "could not be blocked")
    tool = mask_secrets(session, one_line(asked.tool))
    what = f"the output of a failed call ({tool}) printed" if tool else "a text that the assistant loads automatically"
    found = mask_secrets(session, messages.list_findings(checked.stops, checked.problems))
    advice = messages.advice(checked.stops, checked.report.verdict, session.gate.rules, sent=True)
    said = f"privacy-gate cannot block this: {what} is sent to the model.\n{found}\n{advice}"
    return Decision(notice=said.rstrip())


def _question(session: Session, checked: Checked) -> str:
    """Return the question to the user about a command that could not be followed completely."""
    from privacy_gate.cleanroom.ledger.recording import mask_secrets

    found = mask_secrets(session, messages.list_findings(checked.asks, checked.questions))
    return f"privacy-gate cannot tell what this command does with:\n{found}\nMay it run?"


def _stop(assistant: Assistant, asked: Asked, session: Session, checked: Checked, instead: str) -> Decision:
    """Return the decision to block an event. `instead` says what to do with a prompt that can be cleaned."""
    from privacy_gate.cleanroom.ledger.recording import mask_secrets

    # whoever wrote the tool or the file may have chosen the name
    tool = mask_secrets(session, one_line(asked.tool))
    found = mask_secrets(session, messages.list_findings(checked.stops, checked.problems))
    what = "this prompt" if asked.moment is Moment.PROMPT else f"this ({tool})" if tool else "this"
    parts = [
        f"privacy-gate blocked {what}: it was not sent.\n{found}",
        messages.advice(checked.stops, checked.report.verdict, session.gate.rules),
        instead,
        messages.RELEASE,
    ]
    if asked.moment is Moment.PROMPT:
        parts.append(messages.describe_kept(assistant.TITLE, assistant.KEEPS))
    said = f"privacy-gate blocked {what}:\n{found}\nDo not try another way. Ask the user what to do."
    return Decision("\n\n".join(filter(None, parts)), said)


def _replace(repositories: Touched, asked: Asked, checked: Checked) -> dict[Key, str]:
    """Return texts with placeholders, by their keys.

    The result is empty if something is left that cleaning cannot fix. It is also empty for texts so long that cleaning
    them would take longer than an assistant waits.
    """
    from privacy_gate.cleanroom.map.store import MapStore, map_folder

    names = {one.path: one for one in asked.texts}
    if sum(len(one.text) for one in asked.texts) > _LONGEST_CLEANED:
        return {}
    if checked.problems or any(one.path not in names for one in checked.stops):
        return {}
    stopped = {one.path for one in checked.stops}
    store = MapStore(map_folder(repositories.first.repository))
    with store.lock():
        store.begin()
        return _with_placeholders(repositories, asked, stopped, store)


def _with_placeholders(repositories: Touched, asked: Asked, stopped: set[str], store: MapStore) -> dict[Key, str]:
    from privacy_gate.cleanroom.session_cleaning import make_sendable_by_all

    place = f"<{asked.event}>"
    known = store.load(place)
    done: dict[Key, str] = {}
    profiles = [selection(session.gate.settings.config.hook.profile) for session in repositories.sessions]
    for one in asked.texts:
        if one.path not in stopped:
            continue
        try:
            clean = make_sendable_by_all(repositories.sessions, one.path, one.text, known)
        except GateError:
            return {}
        left = [found for found in clean.left(Severity.ERROR) if found.blocks]
        stops = any(is_in_profile(found, profile) for found in left for profile in profiles)
        if stops or any(not one.is_gap for one in clean.report.problems) or not clean.text.startswith(one.prefix):
            return {}
        known = clean.pairs
        if clean.text != one.text:
            try:
                done[one.key] = _write_back(one, clean)
            except ValueError:
                return {}
    if done:
        store.keep(place, known)
    return done


def _write_back(given: Text, clean: Sendable) -> str:
    """Return a cleaned text in the form that the payload has.

    Raises ValueError if other parts of its JSON would change.
    """
    text = clean.text.removeprefix(given.prefix)
    if given.json is None:
        return text
    from privacy_gate.cleanroom.masking.json_text import list_edits

    return given.json.replace(list_edits(given.json.text, text, clean.pairs))


# the ledger -------------------------------------------------------------------------------------


def _noted(assistant: Assistant, session: Session, checked: Checked) -> str:
    """Record that a prompt was sent.

    Returns a notice if the record cannot be written. This does not block the prompt.
    """
    try:
        _record(assistant, session, checked, EventKind.SENT, "")
    except GateError as error:
        return f"privacy-gate: {error.message}"
    return ""


def _record(
    assistant: Assistant, session: Session, checked: Checked, kind: EventKind, reason: str, *, sent: Sequence[str] = ()
) -> None:
    """Record a decision in the ledger. `sent` are the texts that were sent in place of the checked ones."""
    if session.repository is None:
        return
    order: Sequence[Verdict] = tuple(Verdict)
    judged: JudgedFile | None = max(checked.report.judged, key=lambda one: order.index(one.verdict), default=None)
    event = Event(kind=kind, assistant=assistant.TITLE, reason=reason)
    if judged is not None:
        event = Event(
            kind=kind,
            prompt="" if judged.path.startswith("<") else judged.path,
            content=text_digest("\n".join(sent)) if sent else judged.content,
            whole=judged.whole,
            assistant=assistant.TITLE,
            verdict=Verdict.SEND if sent else judged.verdict,
            rules=dict(judged.rules),
            reason=reason,
        )
    record(session.repository, event)
