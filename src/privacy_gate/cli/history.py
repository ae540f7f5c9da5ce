"""`privacy-gate history`: scan the full git history."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path

import click
from msgspec import Struct, structs

from privacy_gate.base import parallel
from privacy_gate.base.errors import GateError
from privacy_gate.base.git import Repository
from privacy_gate.base.git.log import read_commit_facts
from privacy_gate.base.progress import Bar
from privacy_gate.cleanroom.ledger.recording import mask_secrets
from privacy_gate.cli import ledger_history
from privacy_gate.cli.help_text import SCANNED, epilog
from privacy_gate.cli.output import write_reports
from privacy_gate.cli.shared_options import shared
from privacy_gate.history import grouping, history_rules, past_names, workers
from privacy_gate.history.baseline import held_groups
from privacy_gate.history.history_store import Frame, HistoryStore, open_store
from privacy_gate.history.invalidation import drop_invalid
from privacy_gate.history.reader import Judges, VersionReader
from privacy_gate.model import Exposure, Problem, Report
from privacy_gate.policy.accepted import Accepted
from privacy_gate.policy.baseline import Baseline
from privacy_gate.policy.verdicts import verdict_of_report
from privacy_gate.scan import Run, last_run
from privacy_gate.scan.gate import Gate
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import Session, begin, complain
from privacy_gate.sources import versions as source
from privacy_gate.sources.versions import ReadingPlan


@click.command(
    epilog=epilog(
        ("history --select secret", "all secrets in the history"),
        ("history v1.0..main", "changes since a release"),
        ('history --since "3 months ago"', "only recent commits"),
        codes=SCANNED,
        see="scan, diff, baseline",
    )
)
@click.argument("revisions", nargs=-1, metavar="[RANGE]...")
@click.option("--since", metavar="DATE", help="Only read commits after this date.")
@click.option(
    "--reflogs", is_flag=True, help="Also read commits that only a reflog contains: older stashes, amended commits."
)
@click.option("--fresh", is_flag=True, help="Ignore cached results and rescan everything.")
@shared
def history(options: Options, revisions: tuple[str, ...], since: str | None, *, reflogs: bool, fresh: bool) -> int:
    """Scan every version of every file, and every commit and tag message, once.

    Without RANGE, all refs are read: branches, tags, notes and the last stash. RANGE has the form that
    `git log` accepts (`main`, `v1.0..main`); older content is not reported.

    Each finding shows the first commit that contains it, and whether HEAD still contains it. Files under the
    prompt paths are checked as prompts; other files and messages only for secrets and personal data.
    Results are cached in the git directory, so an interrupted run continues where it stopped.
    """
    # An ignore that was added after the trusted commit must not have an effect. For old versions, this cannot be
    # determined.
    options = structs.replace(options, no_ignores=options.no_ignores or options.trust is not None)
    chosen = bool(options.select)
    ignore = options.ignore if chosen else (*options.ignore, *history_rules.NOT_OF_THE_PAST)
    session = begin(structs.replace(options, ignore=ignore), bare=True)
    repository = session.require_repository()
    if repository.bare and not options.quiet:
        complain(_of_bare(repository, options))
    plan = source.plan(session.tree, revisions, since, reflogs=reflogs)
    if not plan.commits and not revisions and since is None:
        raise GateError("the repository has no commits", "Run `privacy-gate scan` to check uncommitted files.")
    inside = history_rules.internal_gate(session.gate, chosen=chosen)
    fail_on = options.fail_on or session.gate.settings.config.fail_on
    key = history_rules.key(session.gate, inside, session.tree, fail_on, options.no_ignores, options.no_index)
    folder = repository.common / "privacy-gate" / "history"
    with ExitStack() as stack:
        try:
            state = stack.enter_context(open_store(folder, key, fresh=fresh))
        except (OSError, GateError):  # it is read-only, or another process reads this history
            state = HistoryStore(Path(stack.enter_context(tempfile.TemporaryDirectory())), key)  # deleted afterwards
        return _check(session, options, plan, inside, state)


def _of_bare(repository: Repository, options: Options) -> str:
    """Return a note about a repository without a work tree."""
    where = f"HEAD ({repository.commit[:12]})" if repository.commit else "the defaults, because HEAD has no commit"
    settings = f"settings and baseline come from {where}" if options.trust is None else "there is no work tree"
    return f"privacy-gate: bare repository: {settings}. Prompts are not compared with its code and names."


class _Job(Struct, frozen=True):
    """The plan of the reading, its tools, and the store of its results."""

    session: Session
    options: Options
    plan: ReadingPlan
    state: HistoryStore
    reader: Callable[[], VersionReader]


def _check(session: Session, options: Options, plan: ReadingPlan, inside: Gate, state: HistoryStore) -> int:
    """Read the versions without results, and report on all versions."""
    files, foreign_files = session.accepted.files, session.accepted.foreign_files
    blank = Accepted(Baseline([state.salt]), None, files, foreign_files, of_past=True)
    engine = history_rules.engine(inside)
    inner = Run(structs.replace(inside, matcher=engine), ignores=not options.no_ignores, accepted=blank)
    reader = partial(VersionReader, Judges(inner, inside, engine, session.run), session.tree, blank, plan)
    job = _Job(session, options, plan, state, reader)
    known = state.read()
    if drop_invalid(known, plan):
        state.replace(known)
    problems = _read(job, known)
    known = state.read()
    problems += workers.list_left(plan, known, session.tree, problems)
    state.close(known)
    report = session.run.redact(_report(job, known, problems))
    if not session.require_repository().bare:  # a baseline is written to a work tree
        last_run.write_record(session.require_repository(), state.salt, _acceptable(session, report), batch=False)
    if options.record:
        ledger_history.record(session, plan, known)
    return write_reports(report, options, options.fail_on or session.gate.settings.config.fail_on)


def _read(job: _Job, known: Frame) -> list[Problem]:
    session, options = job.session, job.options
    pieces, messages = workers.to_read(job.plan, known, session.tree)
    wanted = [place for piece in pieces for one in piece for place in one.places]
    if any(place.exposure is Exposure.OUTBOUND for place in wanted):
        session.run.open_index(forks=True)  # once, and not in each process
    total = sum(map(len, pieces)) + sum(map(len, messages))
    with Bar("versions and messages", total, parallel.processes(options.jobs), quiet=options.quiet) as bar:
        return workers.read(
            pieces, messages, session.tree, job.reader, job.state, jobs=options.jobs, counted=bar.count_items
        )


def _report(job: _Job, known: Frame, problems: list[Problem]) -> Report:
    session, plan = job.session, job.plan
    rules = session.gate.rules
    groups = grouping.group_findings(known, plan, rules)
    accepted, by_other = held_groups(groups, structs.replace(session.accepted, of_past=True), session.tree, job.reader)
    told = partial(read_commit_facts, session.tree.root)
    masked = cache(partial(mask_secrets, session))
    shown = grouping.report_findings(groups, plan, rules, told, masked)
    names = past_names.report_names(session.run, plan, session.tree, told, masked)
    left = [*(one for at, one in enumerate(shown) if at not in accepted), *names.findings]
    judged = grouping.judged_files(known, plan, names.judged)
    return Report(
        verdict=verdict_of_report(judged, problems),
        files=len(plan.places) + len(plan.messages),
        judged=tuple(judged),
        findings=tuple(sorted(left, key=lambda one: (one.path, one.start.line, one.start.column, one.rule))),
        suppressed=grouping.count_suppressed(known, plan) + names.suppressed,
        skipped=tuple(grouping.list_skipped(known, plan)),
        problems=tuple(sorted({*plan.problems, *problems}, key=lambda one: (one.path, one.message))),
        baselined=len(accepted) + names.baselined,
        baselined_by_detect_secrets=by_other,
    )


def _acceptable(session: Session, report: Report) -> list[last_run.ShownFinding]:
    """Return the findings for `baseline --last`.

    Their paths are marked, because the past does not change, and a scan of current files must not make the entries
    stale.
    """
    return [structs.replace(one, path=f"<history>/{one.path}") for one in session.list_shown(report)]
