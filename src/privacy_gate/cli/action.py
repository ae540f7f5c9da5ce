"""`privacy-gate action`: what action.yml runs, with everything it needs in the environment.

The runner obeys commands on any line that is printed, on standard error too. So all text goes to
standard output, and what quotes the text under test stands between `::stop-commands::` and its end.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

import click
from msgspec import Struct
from msgspec.structs import replace

from privacy_gate.cli.diff import check
from privacy_gate.cli.options import FAIL_ON, Options, begin, exit_code, shared, style, write
from privacy_gate.errors import GateError
from privacy_gate.markup import prose
from privacy_gate.model import Report, Severity
from privacy_gate.reporters import Style, github, reporter
from privacy_gate.sources import changes, event
from privacy_gate.sources.event import Event
from privacy_gate.text import one_line


class _Inputs(Struct, frozen=True):
    """The inputs of the Action; options of the command line go before them."""

    fail_on: str | None
    config: Path | None
    audit: bool
    comment: bool
    label: str
    author: str


class _Runner(Struct, frozen=True):
    """What the runner's environment says; empty where it says nothing."""

    event_path: str
    event_name: str
    repository: str
    api: str
    server: str
    summary: str
    output: str
    token: str


@click.command(epilog="Example: privacy-gate action (in a step of a workflow)")
@shared
def action(options: Options) -> int:
    """Check the change of a pull request or a push, as a step of a workflow.

    Writes annotations and the job summary, and keeps a comment and a label of the pull request up
    to date. Reads GITHUB_EVENT_PATH, GITHUB_TOKEN and the inputs of the Action from the environment.
    """
    try:
        return _action(options, os.environ)
    except GateError as error:
        hint = f"\nhint: {one_line(error.hint)}" if error.hint else ""
        write(github.command("error", one_line(error.message) + hint, title="privacy-gate") + "\n")
        return 2


def _action(options: Options, environment: Mapping[str, str]) -> int:
    runner, inputs = _runner(environment), _inputs(environment)
    options = replace(options, fail_on=options.fail_on or inputs.fail_on, config=options.config or inputs.config)
    change = event.read(runner.event_path, runner.event_name)
    if change.remark:
        _say(change.remark)
    session = begin(replace(options, trust=options.trust or change.trust))
    session.require_repository()
    if change.revisions:
        check(session, changes.between(session.tree, change.revisions))
    report = session.run.report()
    if inputs.audit:
        from privacy_gate.cli import audit_report

        settings = session.gate.settings
        audit = audit_report.run(settings, session.repository, "repository", options.select, options.ignore)
        report = audit_report.joined(report, audit.report)
    _log(report, options)
    _append(runner.summary, reporter("markdown")(report, Style()))
    _append(runner.output, _outputs(report))
    if change.number is not None:
        _publish(report, change.number, change, runner, inputs)
    return exit_code(report, options.fail_on or session.gate.settings.config.fail_on, exit_zero=options.exit_zero)


def _runner(environment: Mapping[str, str]) -> _Runner:
    def given(name: str, default: str = "") -> str:
        return environment.get(f"GITHUB_{name}", "").strip() or default

    return _Runner(
        event_path=given("EVENT_PATH"),
        event_name=given("EVENT_NAME"),
        repository=given("REPOSITORY"),
        api=given("API_URL", "https://api.github.com"),
        server=given("SERVER_URL", "https://github.com"),
        summary=given("STEP_SUMMARY"),
        output=given("OUTPUT"),
        token=given("TOKEN"),
    )


def _inputs(environment: Mapping[str, str]) -> _Inputs:
    def given(name: str, default: str = "") -> str:
        return environment.get(f"INPUT_{name}", default).strip()

    fail_on, comment, config = given("FAIL_ON"), given("COMMENT").lower() or "true", given("CONFIG")
    if fail_on and fail_on not in FAIL_ON:
        raise GateError(f"the input fail-on is `{fail_on}`", f"one of {', '.join(FAIL_ON)}")
    audit = given("AUDIT").lower() or "false"
    for name, value in (("comment", comment), ("audit", audit)):
        if value not in ("true", "false"):
            raise GateError(f"the input {name} is `{value}`", "true or false")
    return _Inputs(
        fail_on=fail_on or None,
        config=Path(config) if config else None,
        audit=audit == "true",
        comment=comment == "true",
        label=one_line(given("LABEL", "privacy-review")),
        author=given("COMMENT_AUTHOR") or "github-actions[bot]",
    )


def _log(report: Report, options: Options) -> None:
    """The report for people, which no command in it can leave, then the annotations."""
    problems = [f"problem: {one_line(one.path)}: {one_line(one.message)}\n" for one in report.problems]
    text = reporter(options.format)(report, style(options)) + "".join(problems)
    if text:
        end = secrets.token_hex(16)
        # the older form of a command counts anywhere in a line, and colours the log even when it is stopped
        write(f"::stop-commands::{end}\n{text.replace('##[', '## [')}\n::{end}::\n")
    write(github.render(report, Style()))
    sys.stdout.flush()


def _outputs(report: Report) -> str:
    counted = [(f"{level.label}s", report.count(level)) for level in (Severity.ERROR, Severity.WARNING, Severity.NOTE)]
    return "".join(f"{name}={value}\n" for name, value in [("verdict", report.verdict.value), *counted])


def _publish(report: Report, number: int, change: Event, runner: _Runner, inputs: _Inputs) -> None:
    from privacy_gate.publish import pull_request
    from privacy_gate.publish.comment import Place

    place = Place(runner.server, runner.repository, change.head, number)
    wishes = pull_request.Wishes(inputs.comment, inputs.label, inputs.author)
    remarks = pull_request.publish(runner.api, runner.token, report, place, wishes)
    for remark in remarks:
        _say(remark.text)
    _append(runner.summary, "".join(f"\n> {prose(remark.text)}\n" for remark in remarks if remark.amiss))


def _say(text: str) -> None:
    write(f"privacy-gate: {one_line(text).replace('##[', '## [')}\n")


def _append(file: str, text: str) -> None:
    """Add to a file that the runner reads. One that cannot be written costs the findings nothing."""
    if not file or not text:
        return
    try:
        with Path(file).open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        _say(f"cannot write for the runner: {error.strerror}")
