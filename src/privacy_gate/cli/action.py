"""`privacy-gate action`: the command of action.yml, which is configured by the environment.

The runner executes workflow commands on any printed line, also on standard error. So all output goes to standard
output. Output that quotes checked text is between `::stop-commands::` and its end.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from msgspec.structs import replace

from privacy_gate.base import atomic_write
from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.git import listing, log
from privacy_gate.base.globs import glob
from privacy_gate.base.text import one_line
from privacy_gate.cli import each_commit
from privacy_gate.cli.diff import check
from privacy_gate.cli.help_text import SCANNED, epilog
from privacy_gate.cli.output import style, write
from privacy_gate.cli.shared_options import shared
from privacy_gate.integrations.github.comment import PullRequestPlace
from privacy_gate.integrations.github.inputs import Inputs, Runner, read_inputs, read_runner
from privacy_gate.model import Report, Severity
from privacy_gate.policy.verdicts import exit_code
from privacy_gate.reporters import github, reporter
from privacy_gate.reporters.markup import prose
from privacy_gate.reporters.style import ReportStyle
from privacy_gate.scan.many_files import read_all
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import Session, begin
from privacy_gate.sources import changes, event
from privacy_gate.sources.event import CiEvent


@click.command(
    epilog=epilog(
        ("action", "in a workflow step"),
        codes=SCANNED,
        see="diff, pre-commit, init",
    )
)
@shared
def action(options: Options) -> int:
    """Check the changes of a pull request, push or merge group, as a workflow step.

    Writes annotations and the job summary, and keeps a comment and a label of the pull request up
    to date. Settings come from the base commit of the change. Reads
    GITHUB_EVENT_PATH, GITHUB_TOKEN and the inputs of the Action from the environment.
    """
    try:
        return _action(options, os.environ)
    except GateError as error:
        hint = f"\nhint: {one_line(error.hint)}" if error.hint else ""
        write(github.command("error", one_line(error.message) + hint, title="privacy-gate") + "\n")
        return 2


def _action(options: Options, environment: Mapping[str, str]) -> int:
    runner, inputs = read_runner(environment), read_inputs(environment)
    change = event.read(runner.event_path, runner.event_name)
    if change.remark:
        _say(change.remark)
    if change.handed_over:
        return _publish_handed_over(change, runner, inputs)
    options = replace(
        options,
        fail_on=options.fail_on or inputs.fail_on,
        config=options.config or inputs.config,
        baseline=options.baseline or inputs.baseline,
        trust=options.trust or change.trust,
    )
    session = begin(options)
    session.require_repository()
    added = _check(session, options, change, inputs.paths)
    report = session.run.report()
    if inputs.audit:
        from privacy_gate.audit import audit_report

        settings = session.gate.settings
        audit = audit_report.run(settings, session.repository, "repository", options.select, options.ignore)
        report = audit_report.join_reports(report, audit.report)
    _log(report, options, runner)
    _append(runner.summary, reporter("markdown")(report, ReportStyle()))
    _append(runner.output, _outputs(report, inputs))
    if inputs.sarif:
        _write(inputs.sarif, reporter("sarif")(report, ReportStyle()))
    if inputs.handover and change.number is not None:
        from privacy_gate.integrations.github import handover

        _write(inputs.handover, handover.write(change.number, report))
    if change.number is not None:
        _publish(
            report,
            PullRequestPlace(runner.server, runner.repository, change.head, change.number),
            runner,
            inputs,
            added,
        )
    return exit_code(report, options.fail_on or session.gate.settings.config.fail_on, exit_zero=options.exit_zero)


def _check(session: Session, options: Options, change: CiEvent, paths: Sequence[str]) -> dict[str, frozenset[int]]:
    """Check the changes of the event, and each commit. Return the lines that the change added, by path."""
    if change.whole:
        read_all(session, options, [Path(path) for path in paths or (".",)])
    if not change.revisions:
        return {}
    _require(session, change, paths)
    only = _Chosen(paths) if paths else None
    source = changes.changes_between(session.tree, change.revisions, only)
    start, end = changes.range_ends(session.tree, change.revisions)
    new = log.list_commits_not_in(session.tree.root, [end], [start])
    judged = check(session, source, new)
    each_commit.check(session, options, new, judged, only)
    return {
        path.path: frozenset(line for hunk in path.hunks for line in range(hunk.start, hunk.start + hunk.count))
        for path in source.paths
    }


def _require(session: Session, change: CiEvent, paths: Sequence[str]) -> None:
    """Raise GateError for a path of the input that matches no file before or after the change."""
    if not paths:
        return

    there = [path for oid in (change.trust or "HEAD", "HEAD") for path, _ in listing.tree_blobs(session.tree.root, oid)]
    for one in paths:
        chosen = _Chosen((one,))
        if not any(path in chosen for path in there):
            raise GateError(
                f"no file matches `{one}` in the input `paths`", "List paths in the repository, one per line."
            )


class _Chosen:
    """The paths of the input. Each pattern matches a file, or all files below a folder."""

    def __init__(self, patterns: Sequence[str]) -> None:
        bare = [pattern.removeprefix("./").rstrip("/") for pattern in patterns]
        every = tuple(one for pattern in bare for one in (f"/{pattern}", f"/{pattern}/**"))
        self._pattern = glob(("**",) if "." in bare or "" in bare else every)

    def __contains__(self, path: object) -> bool:
        return self._pattern.fullmatch(str(path)) is not None


def _publish_handed_over(change: CiEvent, runner: Runner, inputs: Inputs) -> int:
    """Publish the report that the workflow run of the pull request wrote, because that run has no write permission.

    Nothing is checked out or scanned here.
    """
    if inputs.handover is None:
        raise GateError(
            "the event `workflow_run` needs the input `handover`", "Set it to the report that the other run wrote."
        )
    from privacy_gate.integrations.github import handover

    handed = handover.read(inputs.handover)
    _append(runner.output, _outputs(handed.report, replace(inputs, sarif=None)))
    place = PullRequestPlace(runner.server, runner.repository, change.head, handed.number)
    _publish(handed.report, place, runner, inputs, None)
    return 0


def _log(report: Report, options: Options, runner: Runner) -> None:
    """Print the report without workflow commands, then the annotations."""
    problems = [f"problem: {one_line(one.path)}: {one_line(one.message)}\n" for one in report.problems]
    text = reporter(options.format)(report, style(options)) + "".join(problems)
    if text:
        end = secrets.token_hex(16)
        # The old form of a command works anywhere in a line, and colours the log even when commands are stopped.
        write(f"::stop-commands::{end}\n{text.replace('##[', '## [')}\n::{end}::\n")
    where = f": {runner.server}/{runner.repository}/actions/runs/{runner.run}" if runner.run.isdigit() else ""
    write(github.commands(report, f"see the job summary{where}"))
    sys.stdout.flush()


def _outputs(report: Report, inputs: Inputs) -> str:
    counted = [(f"{level.label}s", report.count(level)) for level in (Severity.ERROR, Severity.WARNING, Severity.NOTE)]
    files = [("sarif-file", one_line(str(inputs.sarif)))] if inputs.sarif else []
    return "".join(f"{name}={value}\n" for name, value in [("verdict", report.verdict.value), *counted, *files])


def _publish(
    report: Report, place: PullRequestPlace, runner: Runner, inputs: Inputs, added: dict[str, frozenset[int]] | None
) -> None:
    """Publish a report on a pull request. `added` is None if an earlier workflow run made the report."""
    from privacy_gate.integrations.github import pull_request

    wishes = pull_request.Wishes(inputs.comment, inputs.label, inputs.author, inputs.review)
    remarks = pull_request.publish(runner.api, runner.token, report, place, wishes, added=added, verify=added is None)
    for remark in remarks:
        _say(remark.text)
    _append(runner.summary, "".join(f"\n> {prose(remark.text)}\n" for remark in remarks if remark.amiss))


def _say(text: str) -> None:
    write(f"privacy-gate: {one_line(text).replace('##[', '## [')}\n")


def _write(file: Path, text: str) -> None:
    whole = Path(os.path.abspath(file))  # noqa: PTH100  (resolve() would follow links)
    for one in (whole, *whole.parents):  # the checkout may contain links
        if one.is_symlink() and (one == whole or one.is_relative_to(Path.cwd())):
            raise GateError(
                f"cannot write {file}: {'it' if one == whole else one} is a symbolic link", "Choose another file."
            )
    try:
        atomic_write.write_named(file, text.encode("utf-8"))
    except OSError as error:
        raise cannot("write", file, error) from None


def _append(file: str, text: str) -> None:
    """Append to a file that the runner reads. If it cannot be written, only a message is printed."""
    if not file or not text:
        return
    try:
        with Path(file).open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        _say(f"cannot write for the runner: {error.strerror}")
