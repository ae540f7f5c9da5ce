"""The end of a command: it writes the reports and returns the exit code."""

from __future__ import annotations

import os
import shlex
import sys
import time

from privacy_gate.base import atomic_write
from privacy_gate.base.ci import in_ci
from privacy_gate.base.errors import cannot
from privacy_gate.base.terminal import wants_colour, wants_links
from privacy_gate.base.text import one_line, plural
from privacy_gate.model import Exposure, Report, Verdict
from privacy_gate.policy.verdicts import exit_code
from privacy_gate.reporters import reporter
from privacy_gate.reporters.style import ReportStyle
from privacy_gate.scan import last_run
from privacy_gate.scan.options import Options, outputs
from privacy_gate.scan.session import Session, complain

_FOR_PEOPLE = ("text", "concise")
_began = [time.perf_counter()]


def restart_clock() -> None:
    """Count the time of the closing line from now on. A child of the daemon inherits an older beginning."""
    _began[0] = time.perf_counter()


def finish(session: Session, options: Options, *, batch: bool = False) -> int:
    """Write the reports and return the exit code.

    `batch` means that other processes may check other files of this run.
    """
    report = session.run.report()
    if session.repository:
        last_run.write_record(
            session.repository, session.accepted.own.salts[0], session.list_shown(report), batch=batch
        )
        if options.record:
            from privacy_gate.cleanroom.ledger import recording

            recording.record_checked(session, report)
    if report.verdict is not Verdict.SEND:
        from privacy_gate.cli.released import let_through

        report = let_through(session, report)
    return write_reports(report, options, options.fail_on or session.gate.settings.config.fail_on)


def _say_next_step(report: Report, options: Options) -> None:
    """Print the command that fixes findings in a prompt, but only on a terminal."""
    fixable = [
        found
        for found in report.findings
        if found.exposure is Exposure.OUTBOUND and found.mend.value in ("placeholder", "rename")
    ]
    if not fixable or options.quiet or options.format != "text" or not sys.stderr.isatty() or in_ci():
        return
    path = fixable[0].path
    here = plural(sum(found.path == path for found in fixable), "finding")
    if os.path.isfile(path):  # noqa: PTH113  (unlike Path.is_file, it raises no error for a name that is too long)
        complain(f"{here} can be fixed: `privacy-gate clean {shlex.quote(one_line(path))}`")


def _say_success(report: Report, options: Options) -> None:
    """Print a closing line if a report for people is empty, but only on a terminal. Hooks and pipes stay silent."""
    if options.quiet or options.format != "text" or report.problems or not sys.stderr.isatty() or in_ci():
        return
    if any(name in os.environ for name in ("GIT_INDEX_FILE", "GIT_DIR", "GIT_EXEC_PATH", "PRE_COMMIT")):  # in a hook
        return
    if not report.files:
        complain("No files to check")
        return
    complain(f"No findings in {plural(report.files, 'file')} ({time.perf_counter() - _began[0]:.1f} s)")


def write_reports(report: Report, options: Options, fail_on: str) -> int:
    """Write a report in all requested formats, and return the exit code."""
    text = reporter(options.format)(report, style(options))
    if not text:
        _say_success(report, options)
    if options.format in _FOR_PEOPLE or sys.stdout.isatty():
        write(text)
    else:
        write_as_file(text)
    for name, file in outputs(options):
        plain = ReportStyle(quiet=options.quiet, verbose=options.verbose, statistics=options.statistics)
        try:
            atomic_write.write_named(file, reporter(name)(report, plain).encode("utf-8"))
        except OSError as error:
            raise cannot("write", file, error) from None
    say_problems(report)
    _say_next_step(report, options)
    return exit_code(report, fail_on, exit_zero=options.exit_zero)


def say_problems(report: Report) -> None:
    by_message: dict[str, list[str]] = {}
    for problem in report.problems:
        by_message.setdefault(problem.message, []).append(problem.path)
    for message, paths in by_message.items():
        more = f" and {plural(len(paths) - 1, 'other file')}" if len(paths) > 1 else ""
        complain(f"privacy-gate: problem: {one_line(paths[0])}{more}: {one_line(message)}")


def style(options: Options) -> ReportStyle:
    """Return the style of the report on standard output."""
    colour = wants_colour(options.color)
    return ReportStyle(
        colour,
        options.quiet,
        options.verbose,
        options.statistics,
        blocks=_shows_blocks(),
        links=colour and wants_links(),
    )


def _shows_blocks() -> bool:
    try:
        "█▓▒░…".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def write(text: str) -> None:
    """Write to standard output in its encoding. Characters that it does not support are escaped."""
    if not text:
        return
    stream = sys.stdout
    encoding = stream.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.encode(encoding, "backslashreplace").decode(encoding)
    stream.write(text)


def write_as_file(text: str) -> None:
    """Write a report for programs to standard output.

    It is in UTF-8, as declared in JUnit XML and HTML. Line ends are not converted, regardless of the console.
    """
    sys.stdout.flush()
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:  # the stream was replaced
        write(text)
        return
    binary.write(text.encode("utf-8", "backslashreplace"))
    binary.flush()
