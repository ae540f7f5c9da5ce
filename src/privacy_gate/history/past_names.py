"""Secrets in the names that files had in the history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

from privacy_gate.base.git.log import Facts
from privacy_gate.history.grouping import describe_origin
from privacy_gate.model import Origin, Related, Report
from privacy_gate.scan import Run
from privacy_gate.sources.files import Tree
from privacy_gate.sources.versions import BEFORE, ReadingPlan, commit_of


def report_names(
    run: Run,
    plan: ReadingPlan,
    tree: Tree,
    facts: Callable[[Iterable[str]], Mapping[str, Facts]],
    masked: Callable[[str], str],
) -> Report:
    """A report on the names alone, each with the first commit that has it. `facts` and `masked` are as in
    `grouping.report_findings`."""
    names = run.another()
    names.check_names([path for path, position in plan.names.items() if position != BEFORE], tree.exposure)
    report = names.part().report([])
    commits = {one.path: commit_of(plan, plan.names[one.path]) or "" for one in report.findings}
    known = facts(sorted({commit for commit in commits.values() if commit}))
    in_head = {path for _, path in plan.head}
    found = []
    for one in report.findings:
        told = known.get(commits[one.path], Facts("", "", ""))
        now = (Related(one.path, one.start, "still here in HEAD"),) if one.path in in_head else ()
        origin = Origin(commits[one.path], told.date, masked(told.author), masked(told.subject), now)
        found.append(replace(one, message=f"{one.message}; {describe_origin(origin)}", origin=origin))
    return replace(report, findings=tuple(found))
