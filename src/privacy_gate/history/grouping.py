"""Combine the findings of one value in all versions, with their first commit, and whether HEAD still has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from privacy_gate.base.git.log import CommitFacts
from privacy_gate.history.finding_keys import finding_key
from privacy_gate.history.history_store import Frame, find_path, mark
from privacy_gate.model import Exposure, JudgedFile, Origin, Related, Shown, Skipped
from privacy_gate.model.words import find_worst
from privacy_gate.rules import Rule
from privacy_gate.rules.advice import FoundIn, advise
from privacy_gate.sources.versions import BEFORE, ReadingPlan, find_commit

_MOST_PLACES = 5
_SHORT = 12  # characters of a commit id


class Occurrence(Struct, frozen=True):
    """A finding in a version: the blob, its path, and the position of the first commit that has it there."""

    oid: str
    path: str
    position: int
    shown: Shown


def group_findings(frame: Frame, plan: ReadingPlan, rules: Mapping[str, Rule]) -> list[list[Occurrence]]:
    """Group the findings of a plan's blobs and messages by value, the earliest first.

    Findings from before the selected commits are omitted.
    """
    positions = {(oid, place.path): place.position for oid, places in plan.places.items() for place in places}
    positions |= {(one.oid, one.path): one.position for one in plan.messages}
    groups: dict[bytes, list[Occurrence]] = {}
    for kept in frame.found:
        path = find_path(kept.path)
        position = positions.get((kept.oid, path))
        rule = rules.get(kept.shown.rule)
        if position is None or rule is None:
            continue
        one = Occurrence(kept.oid, path, position, kept.shown)
        groups.setdefault(finding_key(rule, kept.shown, path), []).append(one)
    ordered = [sorted(group, key=_order) for group in groups.values()]
    return [group for group in ordered if group[0].position != BEFORE]


def _order(one: Occurrence) -> tuple[int, str, int, int, str]:
    return one.position, one.path, one.shown.start.line, one.shown.start.column, one.oid


def choose_first(group: Sequence[Occurrence]) -> Occurrence:
    """Return the finding that represents a group: the earliest of the most severe."""
    most = max(one.shown.severity for one in group)
    return next(one for one in group if one.shown.severity is most)


def report_findings(
    groups: Iterable[Sequence[Occurrence]],
    plan: ReadingPlan,
    rules: Mapping[str, Rule],
    facts: Callable[[Iterable[str]], Mapping[str, CommitFacts]],
    masked: Callable[[str], str],
) -> list[Shown]:
    """Return the findings for a report. `facts` looks up commits, and `masked` masks secrets in a subject."""
    groups = list(groups)
    commits = {commit for group in groups if (commit := find_commit(plan, group[0].position))}
    known = facts(sorted(commits))
    found = []
    for group in groups:
        one = choose_first(group)
        now = _now(group, plan)
        commit = find_commit(plan, group[0].position) or ""
        told = known.get(commit, CommitFacts("", "", ""))
        origin = Origin(commit, told.date, masked(told.author), masked(told.subject), now)
        rule = rules[one.shown.rule]
        found.append(
            replace(
                one.shown,
                path=one.path,
                title=rule.title,
                why=rule.why,
                remedy=rule.remedy,
                suggestion=advise(rule, FoundIn.HISTORY) if rule.family == "secret" else one.shown.suggestion,
                message=f"{one.shown.message}; {describe_origin(origin)}",
                related=(*one.shown.related, *now),
                origin=origin,
            )
        )
    return found


def describe_origin(origin: Origin) -> str:
    """Say which commit a finding comes from, and whether HEAD still has it."""
    since = f"first in {origin.commit[:_SHORT]} ({origin.date[:10]})" if origin.commit else "in a ref, but in no commit"
    return f"{since}, {'still in HEAD' if origin.now else 'no longer in HEAD'}"


def _now(group: Sequence[Occurrence], plan: ReadingPlan) -> tuple[Related, ...]:
    there = [one for one in group if (one.oid, one.path) in plan.head]
    return tuple(Related(one.path, one.shown.start, "still in HEAD") for one in there[:_MOST_PLACES])


def count_suppressed(frame: Frame, plan: ReadingPlan) -> int:
    """Return the number of findings that ignores suppress. Each file counts with the version that has the most."""
    if not frame.suppressed:
        return 0
    most: dict[str, int] = {}
    for oid, places in plan.places.items():
        for place in places:
            if number := frame.suppressed.get(mark(oid, place.path, place.exposure)):
                most[place.path] = max(number, most.get(place.path, 0))
    return sum(most.values())


def list_skipped(frame: Frame, plan: ReadingPlan) -> list[Skipped]:
    """Return the skipped files of a plan."""
    paths = {place.path for places in plan.places.values() for place in places} | {one.path for one in plan.messages}
    some = [Skipped(path, reason) for raw, reason in frame.skipped.items() if (path := find_path(raw)) in paths]
    return sorted([*plan.skipped, *some], key=lambda one: (one.path, one.reason))


def judged_files(frame: Frame, plan: ReadingPlan, names: Iterable[JudgedFile]) -> list[JudgedFile]:
    """Return the outbound paths, each with the strictest verdict of its versions and of its name."""
    versions: dict[tuple[str, str], JudgedFile] = {}
    here = {(oid, place.path) for oid, places in plan.places.items() for place in places if place.position != BEFORE}
    here |= {(one.oid, one.path) for one in plan.messages}
    for past in frame.past:
        key = (past.oid, find_path(past.path))
        if key in here and not (past.judged.incomplete and key in versions):  # a later version was read instead
            versions[key] = past.judged
    by_path: dict[str, list[JudgedFile]] = {}
    for (_, path), one in versions.items():
        by_path.setdefault(path, []).append(one)
    for one in names:
        by_path.setdefault(one.path, []).append(one)
    return [_strictest(path, of_path) for path, of_path in sorted(by_path.items())]


def _strictest(path: str, versions: Sequence[JudgedFile]) -> JudgedFile:
    incomplete = any(one.incomplete for one in versions)
    return JudgedFile(path, Exposure.OUTBOUND, find_worst(one.verdict for one in versions), incomplete=incomplete)
