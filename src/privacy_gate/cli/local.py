"""`privacy-gate local`: a prompt for a model on this machine."""

from __future__ import annotations

import sys

import click

from privacy_gate.base.errors import GateError
from privacy_gate.base.text import one_line, printable
from privacy_gate.cleanroom import models
from privacy_gate.cleanroom.ledger import EventKind, Result, recording
from privacy_gate.cleanroom.loopback import Server, ServerError, server
from privacy_gate.cleanroom.models import APIS, Api
from privacy_gate.cli import help_text
from privacy_gate.cli.help_text import epilog
from privacy_gate.cli.one_text import judged_text
from privacy_gate.cli.output import write
from privacy_gate.model import JudgedFile
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import Session, begin


@click.command(
    epilog=epilog(
        ("local prompts/score.md", "the only model that is there"),
        ("local prompts/score.md --model qwen2.5-coder", "one of several"),
        codes=("answered", "", "no server answers, or its answer broke off"),
        see="ledger, clean",
    )
)
@click.argument("file", shell_complete=help_text.files)
@click.option("--model", metavar="NAME", help="The model.  [default: the only one that the server has]")
@click.option("--server", "url", metavar="URL", help="The server.  [default: Ollama's port, then LM Studio's]")
@click.option("--api", type=click.Choice(list(APIS)), help="What the server speaks.  [default: what it answers to]")
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for each part of the answer.",
)
@click.option("--keep-text", is_flag=True, help="Keep the prompt's text in the ledger too, with secrets masked.")
@click.option("--quiet", "-q", is_flag=True, help="Only the answer.")
def local(
    *, file: str, model: str | None, url: str | None, api: str | None, timeout: float, keep_text: bool, quiet: bool
) -> int:
    """Ask a model on this machine (`-`: standard input), and print its answer as it comes.

    For prompts with the verdict `local`: what should not go to an outside assistant. Ollama and
    LM Studio are known. Only an address of this machine itself is accepted; no proxy and no redirect
    is followed. What was asked is recorded in the ledger.
    """
    session = begin(Options(exposure="outbound", quiet=quiet))
    document, judged = judged_text(session, file)
    form, at, name = _found(url, api, model)
    if not quiet:
        where = f"{form.name} at {at.name}"
        click.echo(f"privacy-gate: {one_line(name)} ({where}); verdict: {judged.verdict.value}", err=True)
    result = Result.FAILED
    try:
        _print(form, at, name, document.text, timeout)
        result = Result.ANSWERED
    finally:
        _record(session, judged, f"{name} at {at.name}", result, document.text if keep_text else None)
    return 0


def _found(url: str | None, api: str | None, model: str | None) -> tuple[Api, Server, str]:
    """The first server that answers, and the model there."""
    wanted = [APIS[api]] if api else list(APIS.values())
    problems: list[str] = []
    for form in wanted:
        at = server(url or f"http://127.0.0.1:{form.port}")
        try:
            known = models.models(form, at)
        except ServerError as refused:
            problems.append(f"{form.name}: {refused.message}")
            continue
        return form, at, models.choose(known, model, at.name)
    raise GateError("no server of a model answers", "; ".join(problems))


def _print(form: Api, at: Server, model: str, text: str, patience: float) -> None:
    """What a model says is as foreign as any text: a terminal must not obey it."""
    terminal, last = _is_terminal(), ""
    for piece in models.ask(form, at, model, text, patience):
        write(printable(piece) if terminal else piece)
        sys.stdout.flush()
        last = piece
    if last and not last.endswith("\n"):
        write("\n")


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _record(session: Session, judged: JudgedFile, assistant: str, result: Result, text: str | None) -> None:
    recording.record_events(
        session, [recording.event_of(session, judged, EventKind.SENT, assistant, result=result, text=text)]
    )
