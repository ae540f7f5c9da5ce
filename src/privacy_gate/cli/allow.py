"""`privacy-gate allow`: allow a text once that a hook or a check blocked."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.base.text import one_line
from privacy_gate.cli.help_text import epilog
from privacy_gate.integrations.assistants.releases import RELEASED_FOR, Releases


@click.command(
    epilog=epilog(
        ('allow "the key was revoked this morning"', "the most recently blocked text"),
        codes=("the text can be sent once",),
        see="hook, ledger",
    )
)
@click.option("--last", is_flag=True, help="Allow the most recently blocked text. This is the default.")
@click.argument("reason")
def allow(*, last: bool, reason: str) -> int:
    """Allow the most recently blocked text in this directory once.

    Send or check the same text again within 15 minutes. `scan`, `diff` and `pre-commit` then exit with
    code 0 and give it the verdict `send`, if it is the only blocked text. The ledger records that you
    allowed the text, and your reason. This command needs a terminal, so an assistant cannot run it.
    """
    del last  # this is the default and the only choice
    if not reason.strip():
        raise GateError("a reason is required", "The ledger records it.")
    if not sys.stdin.isatty():
        raise GateError("`allow` needs a terminal", "Run it in an interactive terminal, not through an assistant.")
    found = Releases(git.find(Path.cwd())).release(one_line(reason.strip()))
    rules = f" ({', '.join(found.rules)})" if found.rules else ""
    way = f"can be sent with {one_line(found.assistant)} once" if found.assistant else "passes one check"
    click.echo(f"The most recently blocked text{rules} {way} within {RELEASED_FOR // 60} minutes.")
    return 0
