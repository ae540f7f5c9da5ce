"""`privacy-gate new`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import click

from privacy_gate.checkers.telling import told_by
from privacy_gate.cleanroom.new import QUESTIONS, SECTIONS, Draft
from privacy_gate.cli.offers import foot
from privacy_gate.cli.session import settings_here
from privacy_gate.config import Settings
from privacy_gate.errors import GateError, cannot
from privacy_gate.model import Blob, Document, Exposure
from privacy_gate.policy.verdicts import exit_code
from privacy_gate.reporters import Style, reporter
from privacy_gate.run import Run
from privacy_gate.text import one_line

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,80}")


@click.command(
    epilog=foot(
        ("new parse-date", "asks for each section"),
        ("new parse-date --from-function src/dates.py:parse_date", "signature and docstring, neutral"),
        codes=("written, and it may be sent", "written, and it holds what must not be sent"),
        see="scan, clean, test",
    )
)
@click.argument("name")
@click.option("--task", help="One small, generic task.")
@click.option("--input", "input_", help="Type, meaning, an example.")
@click.option("--output", help="Type, meaning, an example.")
@click.option("--constraints", help="Libraries, performance, safety; or none.")
@click.option("--tests", help="Inputs with the results that are expected.")
@click.option("--from-function", "origin", metavar="FILE:NAME", help="Signature and docstring of a Python function.")
def new(name: str, origin: str | None, input_: str | None, **texts: str | None) -> int:
    """Write prompts/NAME.md from the template, and check it.

    On a terminal each section that no option gives is asked for. Elsewhere it stays a question in
    brackets. An existing file is never changed.
    """
    if not _NAME.fullmatch(name):
        raise GateError(f"`{one_line(name)}` is no name for a prompt", "letters, digits, hyphens: parse-date")
    settings = settings_here(None)
    path = settings.folder / "prompts" / f"{name.removesuffix('.md')}.md"
    if path.exists():
        raise GateError(f"{path} is there already", "choose another name, or edit it")
    draft = _from_function(origin, settings) if origin else Draft()
    for section, text in {**texts, "input": input_}.items():
        if text is not None:
            setattr(draft, section, text)
    if sys.stdin.isatty():
        for section in SECTIONS:
            if not getattr(draft, section):
                question = f"{section.upper()} {QUESTIONS[section]}"
                setattr(draft, section, click.prompt(question, default="", show_default=False))
    run, text = _run(settings), draft.render()
    masked = run.masked(Document(f"prompts/{path.name}", text, Exposure.OUTBOUND))
    _write(path, masked)
    click.echo(f"wrote prompts/{path.name}{'' if masked == text else '; what is secret in it was masked'}")
    return _check(path, run, settings)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise cannot("write", path, error) from None


def _run(settings: Settings) -> Run:
    from privacy_gate.gate import assemble

    return Run(assemble(settings))


def _check(path: Path, run: Run, settings: Settings) -> int:
    """What the gate says of the new prompt; 1 when that closes it."""
    run.read([Blob(f"prompts/{path.name}", path.read_bytes(), Exposure.OUTBOUND)])
    report = run.report()
    click.echo(reporter("text")(report, Style()), nl=False)
    return exit_code(report, settings.config.fail_on)


def _from_function(origin: str, settings: Settings) -> Draft:
    file, colon, name = origin.rpartition(":")
    if not colon or not file or not name.isidentifier():
        raise GateError(
            f"--from-function {origin}: not of the form FILE:NAME",
            "privacy-gate new parse-date --from-function src/dates.py:parse_date",
        )
    try:
        source = Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise cannot("read", file, error) from None
    except ValueError:  # no UTF-8
        raise GateError(
            f"cannot read {file}: not UTF-8", "convert it, or copy the function into a file of its own"
        ) from None
    from privacy_gate.cleanroom import functions

    try:
        return functions.draft(source, name, _telling(settings))
    except GateError as error:
        raise GateError(f"{file}: {error.message}", error.hint) from None


def _telling(settings: Settings) -> Callable[[str], frozenset[str]]:
    """The words of a name that tell the business, as the rule about names judges it."""
    from privacy_gate.gate import assemble

    return told_by(assemble(settings).rules["identifier/descriptive"], settings.config)
