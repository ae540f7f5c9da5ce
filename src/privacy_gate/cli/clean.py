"""`privacy-gate clean`: print a sanitized copy of a prompt."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from privacy_gate import documents
from privacy_gate.base import atomic_write
from privacy_gate.base.ci import in_ci
from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.text import one_line, path_first, plural, printable
from privacy_gate.cleanroom.ledger import recording
from privacy_gate.cleanroom.map.store import MapStore, map_folder
from privacy_gate.cleanroom.requests import asks_for_something
from privacy_gate.cleanroom.session_cleaning import Sendable, make_sendable
from privacy_gate.cli import help_text
from privacy_gate.cli.help_text import epilog
from privacy_gate.cli.output import say_problems
from privacy_gate.documents.decode import codec, decode
from privacy_gate.documents.syntax_check import holds_code_that_parses
from privacy_gate.model import Blob, Document, Exposure, Kind, Problem, Severity, Skipped
from privacy_gate.policy.verdicts import exit_code, is_counted, lowest_severity
from privacy_gate.scan.options import FAIL_ON, Options
from privacy_gate.scan.session import Session, begin
from privacy_gate.sources import files

STDIN = "-"
DAMAGED = "the map was damaged and is now empty: answers to earlier prompts cannot be restored"
_NOTHING_TO_SEND = "Nothing but context was left. Rewrite the task from scratch."


@click.command(
    epilog=epilog(
        ("clean prompts/login.md", "print a copy that is safe to send"),
        ("clean prompts/login.md --diff", "only show the changes"),
        ("clean - < question.txt | wl-copy", "from standard input to the clipboard"),
        codes=(
            "the text is safe to send",
            "findings remain that need a manual rewrite",
            "the text could not be cleaned",
        ),
        see="restore, rename-map, scan",
    )
)
@click.argument("file", shell_complete=help_text.files)
@click.option("--stdin-filename", metavar="PATH", help="Treat standard input as this file of the repository.")
@click.option("--diff", "as_diff", is_flag=True, help="Print a diff instead of the text. Secrets are redacted.")
@click.option("--in-place", is_flag=True, help="Replace the file with the cleaned text.")
@click.option(
    "--drop-context", is_flag=True, help="Delete context that cannot be replaced (not reversible by `restore`)."
)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    help="Exit with code 1 if findings of this severity or higher remain.  [default: error]",
)
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Read settings from this file.")
@click.option("--no-ignores", is_flag=True, help="Also fix findings that inline ignores suppress.")
@click.option("--no-index", is_flag=True, help="Do not search for code and names of this repository.")
@click.option("--quiet", "-q", is_flag=True, help="Do not list replacements and remaining findings.")
def clean(
    file: str,
    *,
    stdin_filename: str | None,
    as_diff: bool,
    in_place: bool,
    drop_context: bool,
    fail_on: str | None,
    config: Path | None,
    no_ignores: bool,
    no_index: bool,
    quiet: bool,
) -> int:
    """Print a sanitized copy of a prompt that is safe to send (`-`: standard input).

    Secrets and personal data become placeholders such as PG_HOST_k7f3m2. Revealing names become
    neutral names, in prose too. Findings that need a manual rewrite are listed on standard error,
    with positions in the cleaned text; --drop-context deletes them (clauses, sentences, comments,
    docstrings). `privacy-gate restore` restores the answer with a local map. The map keeps names and
    values for 14 days, but contains no secrets. The ledger records that the cleaned text was checked.

    The whole text is read before anything is printed, because later lines can show what earlier ones
    reveal.
    """
    if file == STDIN and in_place:
        raise GateError("--in-place needs a file", "Standard input cannot be rewritten.")
    if file != STDIN and stdin_filename is not None:
        raise GateError(
            "--stdin-filename needs `-` as the path", "privacy-gate clean - --stdin-filename prompts/x.md < x.md"
        )
    outbound = Exposure.OUTBOUND.value
    options = Options(
        exposure=outbound, config=config, no_ignores=no_ignores, no_index=no_index, quiet=quiet, fail_on=fail_on
    )
    session = begin(options)
    fail_on = fail_on or session.gate.settings.config.fail_on
    blob, document = _read(session, file, stdin_filename)
    store = MapStore(map_folder(session.repository))
    prompt = STDIN if blob.path == "<stdin>" else blob.path
    with store.lock():
        if store.begin():
            click.echo(f"privacy-gate: {DAMAGED}", err=True)
        known = store.load(prompt, anew=prompt == STDIN)
        done = make_sendable(session, blob.path, decode(blob.data)[0], known, drop_context=drop_context)
        store.keep(prompt, done.pairs)
    if session.repository and not in_ci():
        recording.record_checked(session, done.report)
    if as_diff:
        click.echo(_difference(session, document, done), nl=False)
    elif in_place:
        write_text(file, blob.data, done.text)
        _warn_of_secrets(done)
    else:
        print_text(done.text)
    if not quiet:
        _say(done, lowest_severity(fail_on))
    say_problems(done.report)
    code = exit_code(done.report, fail_on)
    if drop_context and not code and document.text.strip() and not _is_whole(session, blob.path, done):
        click.echo(f"privacy-gate: {_NOTHING_TO_SEND}", err=True)
        return 1
    return code


def _is_whole(session: Session, path: str, done: Sendable) -> bool:
    """Whether a text still asks for something without its context, or contains code that can be parsed."""
    document = session.run.judge_text(path, done.text)[0]
    prose = "\n".join(done.text[one.start : one.end] for one in document.segments if one.kind is Kind.PROSE)
    return asks_for_something(prose) or holds_code_that_parses(document)


def _read(session: Session, file: str, name: str | None) -> tuple[Blob, Document]:
    if file == STDIN:
        items = files.standard_input(sys.stdin.buffer, name, session.tree)
    elif os.path.isdir(file):  # noqa: PTH112  (unlike Path.is_dir, it raises no error for a name that is too long)
        raise GateError(f"{file} is a directory", "`clean` takes one prompt at a time.")
    else:
        items = files.read([Path(file)], session.tree)
    blob = next(iter(items))
    read = documents.read(blob) if isinstance(blob, Blob) else blob
    if isinstance(blob, Blob) and isinstance(read, Document):
        return blob, read
    reason = read.reason if isinstance(read, Skipped) else read.message if isinstance(read, Problem) else ""
    raise GateError(f"{one_line(blob.path)} cannot be cleaned: {reason}", "A prompt is a single text file.")


def write_text(file: str, original: bytes, text: str) -> None:
    """Write a text in the encoding of the file, or in UTF-8 if that is impossible.

    Raises GateError if the file has changed or cannot be written. The file is then unchanged.
    """
    mark, encoding = codec(original) or (b"", "utf-8")
    try:
        data = mark + text.encode(encoding)
    except UnicodeEncodeError:
        data = text.encode("utf-8", "surrogatepass")
    try:
        if not atomic_write.replace_if_unchanged(Path(file), original, data):
            raise GateError(f"{file} changed while it was being read", "Run this command again.")
    except OSError as error:
        raise cannot("write", file, error) from None


def print_text(text: str) -> None:
    """Print a text. A terminal gets no control characters, and a pipe or a file gets the unchanged text in UTF-8."""
    if sys.stdout.isatty():
        click.echo(printable(text), nl=not text.endswith("\n"))
        return
    sys.stdout.flush()
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:
        sys.stdout.write(text)
    else:
        binary.write(text.encode("utf-8", "surrogatepass"))
        binary.flush()


def print_piece(data: bytes) -> None:
    """Print a part of a text in UTF-8 at once, as `print_text` prints a whole."""
    if not data:
        return
    binary = getattr(sys.stdout, "buffer", None)
    if sys.stdout.isatty() or binary is None:
        text = data.decode("utf-8", "surrogateescape")
        click.echo(printable(text) if sys.stdout.isatty() else text, nl=False)
        sys.stdout.flush()
        return
    binary.write(data)
    binary.flush()


def _warn_of_secrets(done: Sendable) -> None:
    count = sum(pair.secret for pair in done.pairs.used())
    if count:
        what = "was removed from the file and is" if count == 1 else "were removed from the file and are"
        click.echo(f"privacy-gate: {plural(count, 'secret')} {what} stored nowhere else", err=True)


def _difference(session: Session, document: Document, done: Sendable) -> str:
    import difflib

    before = session.run.mask(document).splitlines()
    after = recording.mask_secrets(session, done.text, document.path).splitlines()
    name = one_line(document.path)
    lines = difflib.unified_diff(before, after, name, f"{name} (cleaned)", lineterm="")
    return "".join(f"{printable(line)}\n" for line in lines)


def describe_remaining(count: int) -> str:
    """Return a summary of the findings that cleaning cannot fix."""
    verbs = ("remains", "needs") if count == 1 else ("remain", "need")
    return f"{plural(count, 'finding')} {verbs[0]} that {verbs[1]} a manual rewrite"


def _say(done: Sendable, least: Severity) -> None:
    times = sum(one.times for one in done.replacements)
    if times:
        click.echo(
            f"privacy-gate: replaced {plural(times, 'occurrence')} ({plural(len(done.replacements), 'unique value')})",
            err=True,
        )
    leaks = {id(one) for one in done.left()}
    left = [one for one in done.report.findings if id(one) in leaks or is_counted(one, least)]
    for found in left:
        where = f"{path_first(found.path)}:{found.start.line}:{found.start.column}"
        click.echo(f"{where}: {found.severity.label}[{found.rule}] {one_line(found.message)}", err=True)
        if found.suggestion:
            click.echo(f"  {one_line(found.suggestion)}", err=True)
    if left:
        click.echo(f"privacy-gate: {describe_remaining(len(left))}", err=True)
