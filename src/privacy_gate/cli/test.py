"""`privacy-gate test`: run the tests of a prompt on this computer."""

from __future__ import annotations

import os
from pathlib import Path

import click
from msgspec.structs import replace

from privacy_gate import documents
from privacy_gate.base.ci import in_ci
from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.text import one_line, text_digest
from privacy_gate.cleanroom import prompt_tests
from privacy_gate.cleanroom.commands import commands, split_command
from privacy_gate.cleanroom.ledger import Event, EventKind, Result, recording
from privacy_gate.cleanroom.processes import environment, run
from privacy_gate.cleanroom.prompt_tests import StackFrame, Subject, TestOutcome, TestRun
from privacy_gate.cli import help_text
from privacy_gate.cli.help_text import epilog
from privacy_gate.config import Config
from privacy_gate.model import Blob, Document, Exposure
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import Session, begin


@click.command(
    epilog=epilog(
        ("test parse-date", "the code in the same directory"),
        ("test parse-date --against src/dates", "code in another directory"),
        codes=("all passed", "a test failed, or the time limit was reached", "the tests could not be run"),
        see="new, ledger, local",
    )
)
@click.argument("name", shell_complete=help_text.files)
@click.option(
    "--against",
    type=click.Path(exists=True, path_type=Path),
    metavar="PATH",
    help="File or directory with the code to test.  [default: prompts/NAME/]",
)
@click.option("--yes", is_flag=True, help="Also run the other commands in the prompt's TESTS section.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="Time limit for all tests together, and for each command.",
)
@click.option("--python", metavar="FILE", help="Python interpreter for the tests.  [default: the project's .venv]")
def test(*, name: str, against: Path | None, yes: bool, timeout: float, python: str | None) -> int:
    """Run the tests of a prompt locally: prompts/NAME/test_*.py against the code in the same directory.

    The tests run in a separate process with a time limit and without tokens from your environment. If the
    project has its own Python, it is used. This is not a sandbox: read an answer before you run it. If a
    test fails, the command prints a short, cleaned text that you can paste back. The ledger records the
    result. No tests run in CI.
    """
    if in_ci():
        raise GateError("prompt tests do not run in CI, because their code is not reviewed", "Run them locally.")
    session = begin(Options(exposure="outbound", quiet=True))
    root = session.tree.root
    subject = prompt_tests.find(name, root, Path.cwd())
    text = _text(subject)
    others = _others(text, session.gate.settings.config)
    found = _tests(subject, against, [_locate(python)] if python else list(prompt_tests.pythons(root)), timeout)
    outcomes = [_command(session, command, root, timeout, yes=yes) for command in others]
    ran = [one for one in (found, *outcomes) if one is not None]
    if not ran:
        raise GateError(f"no tests run: no test_*.py in {subject.folder}", _hint(others))
    whole = TestRun(tuple(one for part in ran for one in part.outcomes), any(part.late for part in ran))
    if not (whole.late or whole.failures or whole.counts.get("passed")):
        hint = "A test that is skipped or expected to fail does not count."
        raise GateError(f"no tests run: {_counts(whole)}", hint)
    path = session.tree.relative(subject.prompt or subject.folder)
    result = Result.LATE if whole.late else Result.FAILED if whole.failures else Result.PASSED
    _record(session, path, text, result, whole)
    click.echo(f"{result.value}: {one_line(path)} ({_counts(whole)})", err=True)
    if result is not Result.PASSED:
        _say(session, path, prompt_tests.failure(whole, subject.folder))
    return int(result is not Result.PASSED)


def _locate(python: str) -> str:
    """Return an absolute path for a path of Python, because tests run in another working directory.

    A plain name is kept.
    """
    if os.path.dirname(python):  # noqa: PTH120  (`./python` is a path, but Path removes the `./`)
        return str(Path(python).absolute())
    return python


def _text(subject: Subject) -> str | None:
    if subject.prompt is None:
        return None
    try:
        data = subject.prompt.read_bytes()
    except OSError as error:
        raise cannot("read", subject.prompt, error) from None
    read = documents.read(Blob(subject.prompt.name, data, Exposure.OUTBOUND))
    if not isinstance(read, Document):
        raise GateError(
            f"{subject.prompt} is not a text file", "A prompt is Markdown or plain text, in UTF-8 or UTF-16."
        )
    return read.text


def _others(text: str | None, config: Config) -> list[str]:
    """Return the commands of the TESTS section.

    A command that only runs pytest is omitted, because these tests run anyway.
    """
    from privacy_gate.checkers.prompt import section_names, sections

    if text is None:
        return []
    known = section_names.names(config.template.sections)
    bodies = [text[slice(*one.body)] for one in sections.parse(text, known) if "tests" in one.kinds]
    return [command for body in bodies for command in commands(body) if command != "pytest"]


def _tests(subject: Subject, against: Path | None, pythons: list[str], seconds: float) -> TestRun | None:
    return prompt_tests.run_tests(subject, against, pythons, seconds) if subject.tests else None


def _command(session: Session, command: str, root: Path, seconds: float, *, yes: bool) -> TestRun | None:
    """Run a command of the prompt, or only show it."""
    shown = one_line(recording.mask_secrets(session, command))
    split = split_command(command)
    if split is None:
        click.echo(f"not run: {shown} (needs a shell; run it yourself)", err=True)
        return None
    if not yes:
        click.echo(f"not run: {shown} (a command of the prompt; use --yes to run it)", err=True)
        return None
    click.echo(f"running: {shown}", err=True)
    ended = run(split, root, environment(), seconds)
    last = [f"E {line}" for line in ended.output.splitlines()[-6:]]
    outcome = TestOutcome(command, "passed" if ended.code == 0 else "failed", [StackFrame("", last)])
    return TestRun((outcome,), ended.late)


def _hint(others: list[str]) -> str:
    return "Use --yes to run the commands of the prompt." if others else "write prompts/NAME/test_NAME.py"


def _counts(whole: TestRun) -> str:
    return ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(whole.counts.items())) or "no test ended"


def _record(session: Session, path: str, text: str | None, result: Result, whole: TestRun) -> None:
    event = Event(
        kind=EventKind.TESTED, prompt=recording.mask_secrets(session, path), result=result, tests=whole.counts
    )
    recording.record_events(session, [event if text is None else replace(event, content=text_digest(text))])


def _say(session: Session, path: str, text: str) -> None:
    """Print the text that the user can paste back, with the same neutral names as in the prompt."""
    from privacy_gate.cleanroom.map.store import MapStore, map_folder
    from privacy_gate.cleanroom.session_cleaning import make_sendable
    from privacy_gate.cli.clean import describe_remaining, print_text

    store = MapStore(map_folder(session.repository))
    with store.lock():
        store.begin()
        done = make_sendable(session, path, text, store.load(path))
        store.keep(path, done.pairs)
    print_text(done.text)
    if left := done.left():
        rules = ", ".join(sorted({found.rule for found in left}))
        click.echo(f"privacy-gate: {describe_remaining(len(left))} ({rules})", err=True)
