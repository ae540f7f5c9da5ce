"""Check what an assistant is about to send: texts, and the files that it names.

The settings of each repository that the event concerns apply, and the strictest verdict counts. A file is checked with
the settings of its own repository. Other repositories only check that it contains none of their code and terms.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec
from msgspec import Struct

from privacy_gate import documents
from privacy_gate.integrations.assistants import outgoing_files
from privacy_gate.integrations.assistants.events import Asked
from privacy_gate.integrations.assistants.gate_protection import loosens
from privacy_gate.integrations.assistants.gate_questions import find_questions
from privacy_gate.integrations.assistants.involved_repositories import Touched, selection
from privacy_gate.integrations.assistants.outgoing_files import Outgoing
from privacy_gate.model import Blob, Exposure, JudgedFile, Problem, Report, Severity, Shown, Verdict, find_worst
from privacy_gate.policy.severity import names_rule
from privacy_gate.rules import NOT_ABOUT_LEAKS, family
from privacy_gate.scan.session import Session

_OF_SETTINGS = ("code", "business/confidential-term", "business/keyword", "business/glossary-term")
"""Rules that only use the settings and the code of a repository."""
_OF_ITS_CODE = ("code", "internal/own-name", "identifier")
"""Rules about code and names of the repository. An assistant that works in the repository sees these anyway."""
_OUT = Exposure.OUTBOUND


class Checked(Struct, frozen=True):
    """The result of checking an event.

    It has the errors that block the event, the questions to the user, and the findings that are only shown. It also has
    skipped files, and gaps in the private index that block nothing. `beyond` are errors of a prompt from rules that do
    not block in this profile. `instructions` are the names of files that the assistant sends with each prompt.
    """

    stops: list[Shown]
    shown: list[Shown]
    beyond: list[Shown]
    problems: list[Problem]
    skipped: list[str]
    report: Report
    blobs: list[Blob]
    asks: list[Shown]
    questions: list[Problem]
    gaps: list[str] = []
    instructions: frozenset[str] = frozenset()

    @property
    def passes(self) -> bool:
        return not self.stops and not self.problems


def check(touched: Touched, asked: Asked) -> Checked:
    """Check an event by the settings of all repositories that it touches."""
    typed = [one for one in asked.texts if one.path.startswith("<")]
    every = [*outgoing_files.texts(touched, asked), *outgoing_files.files(touched)]
    named = [one for one in every if not one.doubtful]
    known = {one.path for one in named}
    doubtful = [one for one in every if one.doubtful and one.path not in known and _counts(one)]
    never = [Problem(one.name, outgoing_files.NEVER) for one in named if one.never]
    never += [Problem(pattern, outgoing_files.SOME_NEVER) for pattern in outgoing_files.reach_files(touched, asked)]
    questions = [Problem(one.name, outgoing_files.NEVER) for one in doubtful if one.never]
    questions += [
        Problem("the command", f"{one.unclear}, so it was not followed to its end")
        for one in asked.commands
        if one.unclear
    ]
    questions += [one for session in touched.sessions for one in find_questions(session, asked.commands)]
    never += [Problem(f"<{asked.tool}>", why) for one in touched.sessions if (why := loosens(one, asked))]
    reports: list[Report] = []
    stops: list[Shown] = []
    asks: list[Shown] = []
    shown: list[Shown] = []
    for session in touched.sessions:
        session.run.read(documents.of_text(one.path, one.text, _OUT) for one in typed)
        own = [session.run.report(), *(_judge(session, one) for one in named if not one.never)]
        hook = session.gate.settings.config.hook
        profile, least = selection(hook.profile), Severity[hook.block_on.upper()]
        about = [one for report in own for one in is_about_leaks(report)]
        stops += stopping_findings([one for one in about if is_in_profile(one, profile)], least)
        shown += [one for one in about if one.severity >= Severity.WARNING and is_in_profile(one, profile)]
        reports += own
        asked_about = [one for file in doubtful if not file.never for one in is_about_leaks(_judge(session, file))]
        asks += stopping_findings([one for one in asked_about if is_in_profile(one, profile)], least)
    report = _together(reports)
    stops = _once(stops)
    stopped = set(map(_place, stops))
    shown = [one for one in _once(shown) if _place(one) not in stopped]
    known_places = stopped | set(map(_place, shown))
    blobs = [Blob(one.path, one.text.encode("utf-8", "surrogatepass"), _OUT) for one in typed]
    return Checked(
        stops=stops,
        shown=shown,
        beyond=[
            one for one in stopping_findings(is_about_leaks(report), Severity.ERROR) if _is_beyond(one, known_places)
        ],
        problems=list(dict.fromkeys([*(one for one in report.problems if not one.is_gap), *never])),
        skipped=[f"{one.path} ({one.reason})" for one in dict.fromkeys([*report.skipped, *touched.skipped])],
        report=report,
        blobs=[*blobs, *(Blob(one.name, one.item.data, _OUT) for one in every if isinstance(one.item, Blob))],
        asks=_once(asks),
        questions=list(dict.fromkeys(questions)),
        gaps=list(dict.fromkeys(one.message for one in report.problems if one.is_gap)),
        instructions=frozenset(one.name for one in every if one.is_instructions),
    )


def _counts(named: Outgoing) -> bool:
    """Whether the user is asked about a doubtful file.

    Not about a binary or very large file, which is not sent as text.
    """
    return named.never or isinstance(named.item, Blob)


def is_about_leaks(report: Report) -> list[Shown]:
    """Return the findings about what a text reveals. Findings about its form are left out."""
    return [one for one in report.findings if family(one.rule) not in NOT_ABOUT_LEAKS]


def is_in_profile(one: Shown, profile: Sequence[str]) -> bool:
    """Whether a finding, or one that was merged into it, has a rule of the profile. An empty profile has all rules."""
    return not profile or any(names_rule(profile, rule) for rule in (one.rule, *(other.rule for other in one.also)))


def _is_beyond(one: Shown, known: Collection[tuple[str, str, int, int]]) -> bool:
    """Whether a finding is shown although it does not block: the text was typed, and it is not about code or names."""
    return one.path == "<prompt>" and _place(one) not in known and not names_rule(_OF_ITS_CODE, one.rule)


def stopping_findings(found: Sequence[Shown], least: Severity) -> list[Shown]:
    """Return the findings that block a text."""
    return [one for one in found if one.severity >= least and one.blocks]


def _judge(session: Session, named: Outgoing) -> Report:
    """Return the report on a file by the settings of a session, with the file's display name."""
    if session is named.holder:
        run = session.run.another()
        run.read([named.item])
        return _rename(run.report(), named.name)
    if not isinstance(named.item, Blob):
        return _rename(session.run.another().report(), named.name)
    run = session.run.another(ignores=False)  # inline ignores count only in the repository of the file
    run.read([msgspec.structs.replace(named.item, path=session.tree.relative(named.path))])
    report = run.report()
    kept = tuple(one for one in report.findings if names_rule(_OF_SETTINGS, one.rule))
    return _rename(msgspec.structs.replace(report, findings=kept, skipped=(), judged=()), named.name)


def _rename(report: Report, name: str) -> Report:
    replace = msgspec.structs.replace
    return replace(
        report,
        findings=tuple(replace(one, path=name) for one in report.findings),
        problems=tuple(replace(one, path=name) for one in report.problems),
        skipped=tuple(replace(one, path=name) for one in report.skipped),
        judged=tuple(replace(one, path=name) for one in report.judged),
    )


def _together(reports: Sequence[Report]) -> Report:
    """Combine the reports of several sessions. For each text, the strictest verdict counts."""
    order: Sequence[Verdict] = tuple(Verdict)
    judged: dict[str, JudgedFile] = {}
    for one in (one for report in reports for one in report.judged):
        if one.path not in judged or order.index(one.verdict) > order.index(judged[one.path].verdict):
            judged[one.path] = one
    return msgspec.structs.replace(
        reports[0],
        verdict=find_worst(report.verdict for report in reports),
        judged=tuple(judged.values()),
        findings=tuple(_once(one for report in reports for one in report.findings)),
        problems=tuple(dict.fromkeys(one for report in reports for one in report.problems)),
        skipped=tuple(dict.fromkeys(one for report in reports for one in report.skipped)),
    )


def _place(one: Shown) -> tuple[str, str, int, int]:
    return one.path, one.rule, one.start.line, one.start.column


def _once(found: Iterable[Shown]) -> list[Shown]:
    """Return the findings of several sessions. Of equal findings, the most severe one stays."""
    ordered = sorted(found, key=lambda one: (one.path, one.start.line, one.start.column, one.rule, -one.severity))
    return list({_place(one): one for one in reversed(ordered)}.values())[::-1]
