"""`privacy-gate local`: send a prompt to a model on this computer."""

from __future__ import annotations

import sys

import click

from privacy_gate.base.errors import GateError
from privacy_gate.base.text import one_line, printable
from privacy_gate.cleanroom import models
from privacy_gate.cleanroom.ledger import EventKind, Result, recording
from privacy_gate.cleanroom.loopback import Server, ServerError, parse_server
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
        ("local prompts/score.md", "the only installed model"),
        ("local prompts/score.md --model qwen2.5-coder", "one of several"),
        codes=("answered", "", "no server is running, or the answer is incomplete"),
        see="ledger, clean",
    )
)
@click.argument("file", shell_complete=help_text.files)
@click.option("--model", metavar="NAME", help="Model name.  [default: the only model of the server]")
@click.option("--server", "url", metavar="URL", help="Server URL.  [default: the Ollama port, then the LM Studio port]")
@click.option("--api", type=click.Choice(list(APIS)), help="API of the server.  [default: detected]")
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="Timeout for each part of the answer.",
)
@click.option("--keep-text", is_flag=True, help="Also store the prompt text in the ledger, with secrets redacted.")
@click.option("--quiet", "-q", is_flag=True, help="Only print the answer.")
def local(
    *, file: str, model: str | None, url: str | None, api: str | None, timeout: float, keep_text: bool, quiet: bool
) -> int:
    """Send a prompt (`-`: standard input) to a local model, and stream the answer.

    Use it for prompts with the verdict `local`, which should not go to an outside assistant. Ollama
    and LM Studio are supported. Only a loopback address is accepted; proxies and redirects are not
    followed. The ledger records the request.
    """
    session = begin(Options(exposure="outbound", quiet=quiet))
    document, judged = judged_text(session, file)
    form, at, name = _find_server(url, api, model)
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


def _find_server(url: str | None, api: str | None, model: str | None) -> tuple[Api, Server, str]:
    """Return the first server that answers, and its model."""
    wanted = [APIS[api]] if api else list(APIS.values())
    problems: list[str] = []
    for form in wanted:
        at = parse_server(url or f"http://127.0.0.1:{form.port}")
        try:
            known = models.models(form, at)
        except ServerError as refused:
            problems.append(f"{form.name}: {refused.message}")
            continue
        return form, at, models.choose_model(known, model, at.name)
    raise GateError("no local model server is running", "; ".join(problems))


def _print(form: Api, at: Server, model: str, text: str, patience: float) -> None:
    """Print the answer of a model. It is untrusted text, so a terminal gets no control characters."""
    terminal, last = is_terminal(), ""
    for piece in models.ask(form, at, model, text, patience):
        write(printable(piece) if terminal else piece)
        sys.stdout.flush()
        last = piece
    if last and not last.endswith("\n"):
        write("\n")


def is_terminal() -> bool:
    return sys.stdout.isatty()


def _record(session: Session, judged: JudgedFile, assistant: str, result: Result, text: str | None) -> None:
    recording.record_events(
        session, [recording.make_event(session, judged, EventKind.SENT, assistant, result=result, text=text)]
    )
