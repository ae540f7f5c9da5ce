"""`privacy-gate new`: create a prompt from the template."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.text import one_line, plural
from privacy_gate.cleanroom.new import QUESTIONS, SECTIONS, Draft
from privacy_gate.cli.help_text import epilog
from privacy_gate.config import Config
from privacy_gate.model import Blob, Document, Exposure, Report
from privacy_gate.policy.verdicts import exit_code
from privacy_gate.reporters import reporter
from privacy_gate.reporters.style import ReportStyle
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import Session, begin

if TYPE_CHECKING:
    from privacy_gate.cleanroom.functions import FunctionDraft

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

    On a terminal, the command asks for each section that no option sets. Without a terminal, such a
    section contains a question in brackets. Existing files are never changed.
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
    function = _read_function(origin, with_docstring=with_docstring) if origin else None
    draft = function.draft if function else Draft()
    for section, text in {**texts, "input": input_}.items():
        if text is not None:
            setattr(draft, section, text)
    if sys.stdin.isatty():
        for section in SECTIONS:
            if not getattr(draft, section):
                question = f"{section.upper()} {QUESTIONS[section]}"
                setattr(draft, section, click.prompt(question, default="", show_default=False))
    place = session.tree.relative(path)
    text, changed = _mask(session, place, draft, function.source) if function else _redact(session, place, draft)
    report = _judge(session, place, text)
    code = exit_code(report, _counting(settings.config))
    if not code:  # it reveals nothing, so its form is checked next
        form = begin(Options(exposure=Exposure.OUTBOUND.value, select=_OF_FORM))
        report = _judge(form, place, text)
        code = exit_code(report, settings.config.fail_on)
    _write(path, text)
    click.echo(f"wrote prompts/{path.name}{changed}")
    click.echo(reporter("text")(report, ReportStyle()), nl=False)
    return code


def _counting(config: Config) -> str:
    """Return the threshold for a new prompt. Warnings count too, because it will be sent."""
    return "warning" if config.fail_on == "error" else config.fail_on


def _redact(session: Session, path: str, draft: Draft) -> tuple[str, str]:
    """Return a prompt without its secrets, and a note about them."""
    text = draft.render()
    redacted = session.run.mask(Document(path, text, Exposure.OUTBOUND))
    return redacted, "" if redacted == text else "; secrets in it are redacted"


def _mask(session: Session, path: str, draft: Draft, source: str) -> tuple[str, str]:
    """Do the same as `_redact`, and also replace the revealing names of the function.

    The source shows the purpose of the names, and each gets the same neutral name as in the prompt. The source is not
    sent.
    """
    from privacy_gate.cleanroom.map.store import MapStore, map_folder
    from privacy_gate.cleanroom.masking.mask import mask_known
    from privacy_gate.cleanroom.masking.pairs import PairMap
    from privacy_gate.cleanroom.session_cleaning import make_sendable

    store = MapStore(map_folder(session.repository))
    with store.lock():
        store.begin()
        named = make_sendable(session, f"{path}.py", source, store.load(path, anew=True)).pairs
        pairs = PairMap(named.key, (one for one in named.pairs.values() if not one.secret))
        for section in SECTIONS:
            setattr(draft, section, mask_known(getattr(draft, section), pairs).text)
        redacted, said = _redact(session, path, draft)
        done = make_sendable(session, path, redacted, pairs)
        count = len(list(done.pairs.used()))
        if count:
            store.keep(path, done.pairs)
    return done.text, f"{said}; {plural(count, 'replacement')}" if count else said


def _judge(session: Session, path: str, text: str) -> Report:
    """Check the new prompt with all rules."""
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


def _read_function(origin: str, *, with_docstring: bool) -> FunctionDraft:
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
    except ValueError:  # not UTF-8
        raise GateError(
            f"cannot read {file}: not UTF-8", "Convert the file, or copy the function into a separate file."
        ) from None
    from privacy_gate.cleanroom import functions

    try:
        return functions.draft_function(source, name, documented=with_docstring)
    except GateError as error:
        raise GateError(f"{file}: {error.message}", error.hint) from None
