"""Find secrets in the file names and link targets of the history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from msgspec.structs import replace

from privacy_gate.base.git import listing
from privacy_gate.base.git.log import CommitFacts
from privacy_gate.history.grouping import describe_origin
from privacy_gate.model import Origin, Related, Report
from privacy_gate.scan import Run
from privacy_gate.sources.files import Tree
from privacy_gate.sources.versions import BEFORE, PastLink, ReadingPlan, find_commit


def report_names(
    run: Run,
    plan: ReadingPlan,
    tree: Tree,
    facts: Callable[[Iterable[str]], Mapping[str, CommitFacts]],
    masked: Callable[[str], str],
) -> Report:
    """Return a report on file names and link targets only, each finding with its first commit.

    `facts` and `masked` are the same as in `grouping.report_findings`.
    """
    names = run.another()
    names.check_names([path for path, position in plan.names.items() if position != BEFORE], tree.exposure)
    report = names.part().report([])
    now = set(listing.tree_links(tree.root, "HEAD")) if plan.links else set()
    in_head = {path for _, path in plan.head} | {path for path, _ in now}
    first = [(one, plan.names[one.path], one.path in in_head) for one in report.findings]
    judged = [*report.judged]
    for links in _split_versions(plan.links):
        targets = run.another()
        targets.check_names([], tree.exposure, [(path, link.target) for path, link in links.items()])
        part = targets.part().report([])
        judged += part.judged
        at = ((one, links[one.path]) for one in part.findings)
        first += [(one, link.position, (link.path, link.oid) in now) for one, link in at]
    known = facts(sorted({commit for _, position, _ in first if (commit := find_commit(plan, position))}))
    found = []
    for one, position, here in first:
        commit = find_commit(plan, position) or ""
        told = known.get(commit, CommitFacts("", "", ""))
        related = (Related(one.path, one.start, "still in HEAD"),) if here else ()
        origin = Origin(commit, told.date, masked(told.author), masked(told.subject), related)
        found.append(replace(one, message=f"{one.message}; {describe_origin(origin)}", origin=origin))
    return replace(report, findings=tuple(found), judged=tuple(judged))


def _split_versions(links: Iterable[PastLink]) -> list[dict[str, PastLink]]:
    """Split links into groups by path.

    Each group has at most one target for a path, so that a finding has a unique target.
    """
    groups: list[dict[str, PastLink]] = []
    count: Counter[str] = Counter()
    for link in links:
        if link.position == BEFORE:
            continue
        if count[link.path] == len(groups):
            groups.append({})
        groups[count[link.path]][link.path] = link
        count[link.path] += 1
    return groups
