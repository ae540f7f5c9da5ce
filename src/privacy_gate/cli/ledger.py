"""`privacy-gate ledger`: the record of checked, sent and tested prompts."""

from __future__ import annotations

from pathlib import Path

import click

from privacy_gate.base import atomic_write, git
from privacy_gate.base.errors import GateError, cannot
from privacy_gate.base.text import one_line, plural
from privacy_gate.cleanroom import ledger as ledgers
from privacy_gate.cleanroom.ledger import EventKind, events, listing, recording
from privacy_gate.cleanroom.ledger.events import LedgerEntry
from privacy_gate.cleanroom.ledger.verify import Verified
from privacy_gate.cleanroom.ledger.verify import read as lines_of
from privacy_gate.cleanroom.ledger.verify import verify as verified
from privacy_gate.cli import help_text
from privacy_gate.cli.help_text import epilog
from privacy_gate.cli.one_text import judged_text
from privacy_gate.cli.output import write
from privacy_gate.config import Config
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import begin
from privacy_gate.sources import files

_SHORTEST_HEAD = 8  # characters of a hash


@click.group(
    epilog=epilog(
        ("ledger list", "all events"),
        ("ledger verify", "check its integrity"),
        codes=("done", "the ledger is damaged"),
        see="scan, test, local",
    )
)
def ledger() -> None:
    """Show the record of checked, sent and tested prompts, with times, verdicts and results.

    `scan --record`, `clean`, `test`, `local` and assistant hooks write it. The ledger is a local file
    in .git/privacy-gate. It contains no prompt text unless you request it. Each line includes the
    hash of the previous line, so changes are detected.
    """


@ledger.command(
    "list",
    epilog=epilog(
        ("ledger list --last 20", "the 20 newest"),
        ("ledger list --format html --output ledger.html", "a page for a browser"),
        codes=("listed", "listed, and the ledger is damaged"),
        see="ledger verify, ledger show",
    ),
)
@click.option("--kind", type=click.Choice([kind.value for kind in EventKind]), help="Only show events of this kind.")
@click.option("--prompt", metavar="PATH", help="Only show events of this prompt.")
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Only show the last N events.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="Output format.",
)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to this file.")
def list_(*, kind: str | None, prompt: str | None, last: int | None, form: str, output: Path | None) -> int:
    """List the events, oldest first."""
    repository = _repository()
    lines = lines_of(ledgers.ledger_path(repository))
    state = verified(lines)
    every, odd = events.parse_entries(lines)
    wanted = _path(repository, prompt) if prompt else None
    chosen = [one for one in every if kind in (None, one.kind) and wanted in (None, one.prompt)]
    chosen = chosen[-last:] if last else chosen
    text = _render(form, chosen, state, repository.root.name)
    if output is None:
        write(text)
    else:
        _write_to(output, text)
    return _complain(state, odd)


def _render(form: str, chosen: list[LedgerEntry], state: Verified, name: str) -> str:
    if form == "html":
        from privacy_gate.cleanroom.ledger import page

        return page.render(chosen, state, name)
    return listing.as_json(chosen, state) if form == "json" else listing.as_text(chosen)


@ledger.command(
    short_help="Show an event, or all events of a prompt.",
    epilog=epilog(
        ("ledger show prompts/parse-date.md", "all events of a prompt"),
        ("ledger show 12", "one event"),
        codes=("shown", "shown, and the ledger is damaged"),
        see="ledger list",
    ),
)
@click.argument("what", metavar="NUMBER|HASH|PROMPT")
def show(*, what: str) -> int:
    """Show an event by its number or the start of its hash, or all events of a prompt.

    If the prompt file exists, events of its current version are marked.
    """
    repository = _repository()
    lines = lines_of(ledgers.ledger_path(repository))
    every, odd = events.parse_entries(lines)
    if chosen := [one for one in every if _is(one, what)]:
        write(listing.show_events(chosen, None))
        return _complain(verified(lines), odd)
    path = _path(repository, what)
    chosen = [one for one in every if one.prompt == path]
    if not chosen:
        raise GateError(
            f"the ledger has no event `{one_line(what)}`", "Use an event number, the start of a hash, or a prompt path."
        )
    write(listing.show_events(chosen, _digest_now(repository, path)))
    return _complain(verified(lines), odd)


@ledger.command(
    short_help="Verify the integrity of the ledger.",
    epilog=epilog(
        ("ledger verify", "check its integrity"),
        ("ledger verify --head 2f9a61c0d4e8", "also check a saved hash"),
        codes=("the ledger is intact", "the ledger was modified"),
        see="ledger list",
    ),
)
@click.option("--head", metavar="HASH", help="A saved hash (or its start) that the ledger must contain.")
def verify(*, head: str | None) -> int:
    """Verify the integrity of the ledger.

    A ledger with missing lines at its end still verifies. To detect this, copy the head hash from the
    output to another place, for example a commit message, and pass it as --head.
    """
    if head is not None and (len(head) < _SHORTEST_HEAD or set(head) - set("0123456789abcdef")):
        raise GateError(
            f"--head {one_line(head)}: not a hash", f"Use at least {_SHORTEST_HEAD} hexadecimal digits (0-9, a-f)."
        )
    state = verified(lines_of(ledgers.ledger_path(_repository())), head)
    write("".join(f"{line}\n" for line in listing.describe_verification(state)))
    return int(not state.holds)


@ledger.command(
    short_help="Record that you sent a prompt.",
    epilog=epilog(
        ("ledger record prompts/parse-date.md --assistant NAME", "sent manually"),
        codes=("recorded",),
        see="ledger list, scan",
    ),
)
@click.argument("file", shell_complete=help_text.files)
@click.option("--assistant", required=True, metavar="NAME", help="Assistant that the prompt was sent to.")
@click.option("--reason", default="", metavar="TEXT", help="Comment for the ledger.")
@click.option("--keep-text", is_flag=True, help="Also store the text, with secrets redacted.")
def record(*, file: str, assistant: str, reason: str, keep_text: bool) -> int:
    """Record that you sent a prompt (`-`: standard input), with time, assistant and verdict."""
    session = begin(Options(exposure="outbound"))
    repository = session.require_repository()
    document, judged = judged_text(session, file)
    kept = document.text if keep_text else None
    head = ledgers.record(
        repository, recording.make_event(session, judged, EventKind.SENT, assistant, reason=reason, text=kept)
    )
    if head is None:
        raise GateError("the ledger is not available in CI", "It only records events on developer computers.")
    write(f"Recorded as sent: {one_line(judged.path)} ({judged.verdict.value}). The ledger head is {head}\n")
    return 0


def _repository() -> git.Repository:
    repository = git.find(Path.cwd())
    if repository is None:
        raise GateError("not in a git repository", "The ledger is stored in .git/privacy-gate.")
    return repository


def _path(repository: git.Repository, given: str) -> str:
    """Convert a path of the command line to the form in the ledger."""
    return files.Tree(Path.cwd(), repository, Config()).relative(Path(given))


def _is(entry: LedgerEntry, what: str) -> bool:
    return str(entry.number) == what or (len(what) >= _SHORTEST_HEAD and entry.hash.startswith(what))


def _digest_now(repository: git.Repository, path: str) -> str | None:
    from privacy_gate import documents
    from privacy_gate.model import Blob, Document, Exposure

    try:
        data = (repository.root / path).read_bytes()
    except OSError:
        return None
    document = documents.read(Blob(path, data, Exposure.OUTBOUND))
    return ledgers.digest_text(repository, document.text) if isinstance(document, Document) else None


def _write_to(file: Path, text: str) -> None:
    try:
        atomic_write.write_named(file, text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise cannot("write", file, error) from None


def _complain(state: Verified, odd: list[int]) -> int:
    """Print a message if the ledger was modified, or has lines that only a newer version can show.

    Return the exit code.
    """
    if not state.holds:
        click.echo(
            "privacy-gate: the ledger was modified\n  hint: Run `privacy-gate ledger verify` for details.", err=True
        )
    if odd:
        which = ", ".join(map(str, odd[:10]))
        click.echo(f"privacy-gate: {plural(len(odd), 'line')} could not be shown: {which}", err=True)
    return int(not state.holds)
