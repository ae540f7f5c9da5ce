"""`privacy-gate new`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import click

from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.text import one_line, plural
from privacy_gate.checkers.names.revealing_names import revealing_words_of
from privacy_gate.cleanroom.new import QUESTIONS, SECTIONS, Draft
from privacy_gate.cli.help_text import epilog
from privacy_gate.config import Config, Settings
from privacy_gate.model import Blob, Document, Exposure, Report
from privacy_gate.policy.verdicts import exit_code
from privacy_gate.reporters import reporter
from privacy_gate.reporters.style import ReportStyle
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import Session, begin

_OF_FORM = ("prompt",)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,80}")


@click.command(
    epilog=epilog(
        ("new parse-date", "ask for each section"),
        ("new parse-date --from-function src/dates.py:parse_date", "its signature, with neutral names"),
        codes=("written; the prompt is safe to send", "written; findings remain that need a manual rewrite"),
        see="scan, clean, test",
    )
)
@click.argument("name")
@click.option("--task", help="One small, generic task.")
@click.option("--input", "input_", help="Type, meaning, an example.")
@click.option("--output", help="Type, meaning, an example.")
@click.option("--constraints", help="Libraries, performance, safety; or none.")
@click.option("--tests", help="Inputs with their expected results.")
@click.option("--from-function", "origin", metavar="FILE:NAME", help="Use the signature of this Python function.")
@click.option("--with-docstring", is_flag=True, help="With --from-function: also use its docstring.")
def new(name: str, origin: str | None, input_: str | None, *, with_docstring: bool, **texts: str | None) -> int:
    """Write prompts/NAME.md from the template, and check it.

    On a terminal, the command asks for each section that no option sets. Otherwise the section keeps
    a question in brackets. Existing files are never changed.
    """
    if not _NAME.fullmatch(name):
        raise GateError(f"`{one_line(name)}` is not a valid prompt name", "Use letters, digits and hyphens: parse-date")
    if with_docstring and origin is None:
        raise GateError("--with-docstring needs --from-function", "Name the function as FILE:NAME.")
    session = begin(Options(exposure=Exposure.OUTBOUND.value, ignore=_OF_FORM), fail_on=_counting)
    settings = session.gate.settings
    path = settings.folder / "prompts" / f"{name.removesuffix('.md')}.md"
    if path.exists():
        raise GateError(f"{path} already exists", "Choose another name or edit the file.")
    draft = _from_function(origin, settings, with_docstring=with_docstring) if origin else Draft()
    for section, text in {**texts, "input": input_}.items():
        if text is not None:
            setattr(draft, section, text)
    if sys.stdin.isatty():
        for section in SECTIONS:
            if not getattr(draft, section):
                question = f"{section.upper()} {QUESTIONS[section]}"
                setattr(draft, section, click.prompt(question, default="", show_default=False))
    place = session.tree.relative(path)
    text, changed = _cleaned(session, place, draft.render(), names=origin is not None)
    report = _judged(session, place, text)
    code = exit_code(report, _counting(settings.config))
    if not code:  # it gives nothing away, and its form is left to look at
        form = begin(Options(exposure=Exposure.OUTBOUND.value, select=_OF_FORM))
        report = _judged(form, place, text)
        code = exit_code(report, settings.config.fail_on)
    _write(path, text)
    click.echo(f"wrote prompts/{path.name}{changed}")
    click.echo(reporter("text")(report, ReportStyle()), nl=False)
    return code


def _counting(config: Config) -> str:
    """What counts of a new prompt: warnings too, since it is there to be sent."""
    return "warning" if config.fail_on == "error" else config.fail_on


def _cleaned(session: Session, path: str, text: str, *, names: bool) -> tuple[str, str]:
    """The text without its secrets, and where it is made of code without telling names; what to say of that."""
    masked = session.run.masked(Document(path, text, Exposure.OUTBOUND))
    said = "" if masked == text else "; secrets in it are redacted"
    if not names:
        return masked, said
    from privacy_gate.cleanroom.map.store import MapStore, map_folder
    from privacy_gate.cleanroom.session_cleaning import make_sendable

    store = MapStore(map_folder(session.repository))
    with store.held():
        store.begin()
        done = make_sendable(session, path, masked, store.load(path, anew=True))
        if done.replacements:
            store.keep(path, done.pairs)
    return done.text, f"{said}; {plural(len(done.replacements), 'replacement')}" if done.replacements else said


def _judged(session: Session, path: str, text: str) -> Report:
    """What the gate says of the new prompt, by all rules."""
    run = session.run.another()
    run.read([Blob(path, text.encode("utf-8", "surrogatepass"), Exposure.OUTBOUND)])
    return run.report()


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise cannot("write", path, error) from None


def _from_function(origin: str, settings: Settings, *, with_docstring: bool) -> Draft:
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
            f"cannot read {file}: not UTF-8", "Convert the file, or copy the function into a separate file."
        ) from None
    from privacy_gate.cleanroom import functions

    try:
        return functions.draft(source, name, _telling(settings), documented=with_docstring)
    except GateError as error:
        raise GateError(f"{file}: {error.message}", error.hint) from None


def _telling(settings: Settings) -> Callable[[str], frozenset[str]]:
    """The words of a name that tell the business, as the rule about names judges it."""
    from privacy_gate.scan.gate import assemble

    return revealing_words_of(assemble(settings).rules["identifier/descriptive"], settings.config)
