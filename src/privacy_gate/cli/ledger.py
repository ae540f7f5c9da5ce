"""`privacy-gate ledger`: what was checked, sent and tested here."""

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
        ("ledger verify", "was it changed?"),
        codes=("done", "the ledger is damaged"),
        see="scan, test, local",
    )
)
def ledger() -> None:
    """What was checked, sent and tested here: which prompt, when, with what verdict and result.

    `scan --record`, `clean`, `test`, `local` and the hooks of assistants write it. It lies in the git
    folder of this machine, holds no text unless you ask for that, and each line has the hash of the
    one before it, so that a change is found.
    """


@ledger.command(
    "list",
    epilog=epilog(
        ("ledger list --last 20", "the newest"),
        ("ledger list --format html --output ledger.html", "a page for a browser"),
        codes=("listed", "listed, and the ledger is damaged"),
        see="ledger verify, ledger show",
    ),
)
@click.option("--kind", type=click.Choice([kind.value for kind in EventKind]), help="Only events of this kind.")
@click.option("--prompt", metavar="PATH", help="Only events of this prompt.")
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Only the last N of them.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="Form of the list.",
)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it there.")
def list_(*, kind: str | None, prompt: str | None, last: int | None, form: str, output: Path | None) -> int:
    """List the events, oldest first."""
    repository = _repository()
    lines = lines_of(ledgers.file(repository))
    state = verified(lines)
    every, odd = events.entries(lines)
    wanted = _path(repository, prompt) if prompt else None
    chosen = [one for one in every if kind in (None, one.kind) and wanted in (None, one.prompt)]
    chosen = chosen[-last:] if last else chosen
    text = _rendered(form, chosen, state, repository.root.name)
    if output is None:
        write(text)
    else:
        _write_to(output, text)
    return _complain(state, odd)


def _rendered(form: str, chosen: list[LedgerEntry], state: Verified, name: str) -> str:
    if form == "html":
        from privacy_gate.cleanroom.ledger import page

        return page.render(chosen, state, name)
    return listing.as_json(chosen, state) if form == "json" else listing.as_text(chosen)


@ledger.command(
    short_help="Show an event, or all of a prompt.",
    epilog=epilog(
        ("ledger show prompts/parse-date.md", "all events of a prompt"),
        ("ledger show 12", "one event"),
        codes=("shown", "shown, and the ledger is damaged"),
        see="ledger list",
    ),
)
@click.argument("what", metavar="NUMBER|HASH|PROMPT")
def show(*, what: str) -> int:
    """Show all of an event, by its number or the start of its hash, or all events of a prompt.

    Of a prompt whose file is there it says which events are of the text as it is now.
    """
    repository = _repository()
    lines = lines_of(ledgers.file(repository))
    every, odd = events.entries(lines)
    if chosen := [one for one in every if _is(one, what)]:
        write(listing.show_events(chosen, None))
        return _complain(verified(lines), odd)
    path = _path(repository, what)
    chosen = [one for one in every if one.prompt == path]
    if not chosen:
        raise GateError(f"the ledger has no event `{one_line(what)}`", "a number, the start of a hash, or a prompt")
    write(listing.show_events(chosen, _digest_now(repository, path)))
    return _complain(verified(lines), odd)


@ledger.command(
    short_help="Check that no line was changed, taken out or put in.",
    epilog=epilog(
        ("ledger verify", "is it whole in itself?"),
        ("ledger verify --head 2f9a61c0d4e8", "and is what was noted still in it?"),
        codes=("nothing was changed", "something was changed, taken out or put in"),
        see="ledger list",
    ),
)
@click.option("--head", metavar="HASH", help="A hash that you noted (or its start): it must be there.")
def verify(*, head: str | None) -> int:
    """Check that no line was changed, taken out or put in.

    A ledger that was cut off at its end is whole in itself. Only a hash that was noted elsewhere, in a
    commit message or in a mail, shows that: note the head that this command prints.
    """
    if head is not None and (len(head) < _SHORTEST_HEAD or set(head) - set("0123456789abcdef")):
        raise GateError(f"--head {one_line(head)}: not a hash", f"at least {_SHORTEST_HEAD} digits of it, 0-9 and a-f")
    state = verified(lines_of(ledgers.file(_repository())), head)
    write("".join(f"{line}\n" for line in listing.state(state)))
    return int(not state.holds)


@ledger.command(
    short_help="Record that you sent a prompt.",
    epilog=epilog(
        ("ledger record prompts/parse-date.md --assistant claude", "sent by hand"),
        codes=("recorded",),
        see="ledger list, scan",
    ),
)
@click.argument("file", shell_complete=help_text.files)
@click.option("--assistant", required=True, metavar="NAME", help="To whom it was sent.")
@click.option("--reason", default="", metavar="TEXT", help="What you want to say about it.")
@click.option("--keep-text", is_flag=True, help="Keep its text too, with secrets masked.")
def record(*, file: str, assistant: str, reason: str, keep_text: bool) -> int:
    """Record that you sent a prompt (`-` for standard input): when, to whom, and what the gate says of it."""
    session = begin(Options(exposure="outbound"))
    repository = session.require_repository()
    document, judged = judged_text(session, file)
    kept = document.text if keep_text else None
    head = ledgers.record(
        repository, recording.event_of(session, judged, EventKind.SENT, assistant, reason=reason, text=kept)
    )
    if head is None:
        raise GateError("nothing is recorded in CI", "the ledger is that of a person's machine")
    write(f"recorded as sent: {one_line(judged.path)} ({judged.verdict.value}); the head of the ledger is {head}\n")
    return 0


def _repository() -> git.Repository:
    repository = git.find(Path.cwd())
    if repository is None:
        raise GateError("not in a git repository", "the ledger is of a repository, and lies in its git folder")
    return repository


def _path(repository: git.Repository, given: str) -> str:
    """A path of the command line as the ledger has it."""
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
    return ledgers.digest(repository, document.text) if isinstance(document, Document) else None


def _write_to(file: Path, text: str) -> None:
    try:
        atomic_write.write_named(file, text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise cannot("write", file, error) from None


def _complain(state: Verified, odd: list[int]) -> int:
    """Say that a ledger is not what it was. Lines that only a newer version can show are said too."""
    if not state.holds:
        click.echo("privacy-gate: the ledger was changed\n  hint: privacy-gate ledger verify says where", err=True)
    if odd:
        which = ", ".join(map(str, odd[:10]))
        click.echo(f"privacy-gate: {plural(len(odd), 'line')} could not be shown: {which}", err=True)
    return int(not state.holds)
