"""Clean a text with the gate of a session, for `clean`, `restore` and the assistants' hooks."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from privacy_gate.cleanroom import clean
from privacy_gate.cleanroom.clean import JudgedText
from privacy_gate.cleanroom.masking.pairs import PairMap
from privacy_gate.cleanroom.replacements import Replacement
from privacy_gate.model import Blob, Exposure, Report, Severity, Shown
from privacy_gate.rules import NOT_ABOUT_LEAKS, family
from privacy_gate.scan.session import Session


class Sendable(Struct, frozen=True):
    """A cleaned text, the pairs that restore it, and the gate's report on it."""

    text: str
    pairs: PairMap
    replacements: tuple[Replacement, ...]
    report: Report

    def left(self, least: Severity = Severity.WARNING) -> list[Shown]:
        """Return the findings that only a person can fix, with their places in the cleaned text.

        Findings below the severity `least`, and findings that are not about leaks, are left out.
        """
        return [
            found
            for found in self.report.findings
            if found.severity >= least and family(found.rule) not in NOT_ABOUT_LEAKS
        ]


def make_sendable(
    session: Session, path: str, text: str, known: PairMap | None = None, *, drop_context: bool = False
) -> Sendable:
    """Clean a text so that it may be sent. It is checked as a prompt at `path`, relative to the root, with `/`.

    The path need not exist. In a hook: `done = make_sendable(begin(options), "prompt.md", text)`. The hook may send
    `done.text` if `done.left()` and `done.report.problems` are empty. `unmask(answer, done.pairs)` restores an answer.

    `known` contains the pairs of the repository, and the stand-ins that the conversation already sent. `drop_context`
    removes text about the business that has no neutral wording.

    Nothing is written. `MapStore.keep` stores the pairs for `restore`. Raises GateError if the cleaned text could not
    be restored.
    """
    run = session.run

    def judge(text: str) -> JudgedText:
        return JudgedText(*run.judge_text(path, text))

    done = clean.clean_text(text, judge, session.gate.rules, known, drop_context=drop_context)
    last = run.another()
    last.read([Blob(path, done.text.encode("utf-8", "surrogatepass"), Exposure.OUTBOUND)])
    return Sendable(done.text, done.pairs, done.replacements, last.report())


def read_secrets(session: Session, path: str, text: str, pairs: PairMap) -> None:
    """Add the secrets of a prompt to the pairs of its conversation.

    Secrets are not stored. Cleaning the same prompt again gives them the same tokens. Raises the errors of
    `make_sendable`.
    """
    again = make_sendable(session, path, text, pairs)
    for pair in again.pairs.pairs.values():
        if pair.secret and pair.stand_in in pairs.sent:
            pairs.add(pair)


def make_sendable_by_all(sessions: Sequence[Session], path: str, text: str, known: PairMap | None = None) -> Sendable:
    """Clean a text with the settings of several repositories in turn. Otherwise it works like `make_sendable`.

    The report contains the findings that remain for any of them.
    """
    done = make_sendable(sessions[0], path, text, known)
    if len(sessions) == 1:
        return done
    for session in sessions[1:]:
        after = make_sendable(session, path, done.text, done.pairs)
        done = replace(after, replacements=(*done.replacements, *after.replacements))
    reports = []
    for session in sessions:
        last = session.run.another()
        last.read([Blob(path, done.text.encode("utf-8", "surrogatepass"), Exposure.OUTBOUND)])
        reports.append(last.report())
    every = tuple(found for report in reports for found in report.findings)
    problems = tuple(problem for report in reports for problem in report.problems)
    return replace(done, report=replace(reports[0], findings=every, problems=problems))
