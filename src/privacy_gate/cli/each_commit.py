"""Check the commits of a change one by one, and add their findings to the report of the change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from functools import cache, partial

from msgspec.structs import replace

from privacy_gate.base import git
from privacy_gate.base.git import blame, log
from privacy_gate.base.git.log import read_commit_facts
from privacy_gate.checkers.gate.never_send_changes import LOOSENED
from privacy_gate.cleanroom.ledger.recording import mask_secrets
from privacy_gate.history.commit_reader import CommitReader, stays_in_history
from privacy_gate.model import Document, Origin, Related
from privacy_gate.scan.never_send_commits import Loosening
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import Session
from privacy_gate.scan.tally import Tally
from privacy_gate.sources import changes
from privacy_gate.sources.changes import Source


def reader(session: Session, options: Options, judged: Iterable[Document]) -> CommitReader:
    """Return a reader of commits for a session. `judged` are the texts of the final state."""
    # An ignore that was added after the trusted commit must not have an effect. For old versions, this cannot be
    # determined.
    ignores = not options.no_ignores and options.trust is None
    run = session.run.of_rules(stays_in_history, ignores=ignores)
    return CommitReader(run, session.gate.rules, session.tree, judged)


def add(session: Session, read: CommitReader) -> None:
    """Add the findings in commits to the report, except those that are also in the final state."""
    part = read.tally(partial(read_commit_facts, session.tree.root), cache(partial(mask_secrets, session)))
    known = session.run.part()
    there = {(one.rule, one.check) for one in known.found if one.check}
    skipped = {one.path for one in known.skipped}
    session.run.add(
        Tally(
            part.met,
            found=[one for one in part.found if (one.rule, one.check) not in there],
            problems=[one for one in part.problems if one not in known.problems],
            skipped=[one for one in part.skipped if one.path not in skipped],
        )
    )


def check(
    session: Session,
    options: Options,
    oids: list[str],
    judged: Iterable[Document],
    only: Container[str] | None = None,
) -> None:
    """Check the commits, parents before children."""
    each = reader(session, options, judged)
    each.read(oids, only)
    add(session, each)


def add_loosening(session: Session, loosening: Sequence[Loosening]) -> None:
    """Add a finding for each commit that removes a `never_send` protection, except if the change as a whole does."""
    known = {(one.path, one.message) for one in session.run.part().found}
    described = read_commit_facts(session.tree.root, [one.commit for one in loosening])
    for commit, source, guards in loosening:
        run = session.run.of_rules(lambda rule: rule.id == LOOSENED, ignores=False)
        run.guards(guards)
        run.change(source.paths, run.read(source.items))
        date, author, subject = described[commit]
        origin = Origin(commit, date, mask_secrets(session, author), mask_secrets(session, subject))
        found = [one for one in run.part().found if (one.path, one.message) not in known]
        known |= {(one.path, one.message) for one in found}
        named = [replace(one, message=f"{one.message}; in commit {commit[:12]}", origin=origin) for one in found]
        session.run.add(Tally(Counter(), found=named))


def name_commits(session: Session, tip: str, new: Sequence[str], before: Sequence[str]) -> None:
    """Add the commit to each finding in the final state whose line one of the `new` commits added."""
    found = session.run.part().found
    lines: dict[str, set[int]] = {}
    for one in found:
        if one.origin is None:
            lines.setdefault(one.path, set()).add(one.start.line)
    root, known = session.tree.root, frozenset(new)
    added = {
        (path, line): commit
        for path, numbers in lines.items()
        for line, commit in blame.find_commits(root, tip, before, path, numbers).items()
        if commit in known
    }
    described = read_commit_facts(root, sorted(set(added.values())))
    for index, one in enumerate(found):
        commit = added.get((one.path, one.start.line)) if one.origin is None else None
        if commit is None:
            continue
        date, author, subject = described[commit]
        there = Related(one.path, one.start, "")
        origin = Origin(commit, date, mask_secrets(session, author), mask_secrets(session, subject), (there,))
        said, *more = one.message.split("\n")
        message = "\n".join([_add_commit(said, commit[:12]), *more])
        found[index] = replace(one, message=message, added_by=origin)


def last_state(session: Session, tip: str, new: Sequence[str], before: Sequence[str], remote: str = "") -> Source:
    """Return the net change of `new` commits, which end in a tip, from the commits that they are based on."""
    root = session.tree.root
    edges = log.edges(root, [tip], before, remote)
    start = git.merge_base(root, tip, *edges) if edges else changes.empty_tree(session.tree) if new else tip
    return changes.of_range(session.tree, start, tip)


def _add_commit(message: str, commit: str) -> str:
    """Return a message that also names the commit."""
    if message.endswith("."):
        return f"{message} Added in commit {commit}."
    return f"{message}; added in commit {commit}"
