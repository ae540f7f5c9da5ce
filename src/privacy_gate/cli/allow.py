"""`privacy-gate allow`: letting through, once, what a hook or a check stopped."""

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
        ('allow --last "the key was revoked this morning"', "the text that was stopped last"),
        codes=("the text may be sent once",),
        see="hook, ledger",
    )
)
@click.option("--last", is_flag=True, required=True, help="What was stopped last in this folder.")
@click.argument("reason")
def allow(*, last: bool, reason: str) -> int:
    """Let through, once, the text that an assistant's hook or a check stopped last here.

    Send or check the same text again within 15 minutes: `scan`, `diff` and `pre-commit` then end with
    0 and the verdict `send` for it, if it was the only text that they held. That it was let through,
    and why, goes into the ledger.
    Only a person at a terminal can do this: an assistant that runs commands cannot.
    """
    del last  # it says what is meant; there is nothing else yet
    if not reason.strip():
        raise GateError("a reason is needed", "it goes into the ledger")
    if not sys.stdin.isatty():
        raise GateError("only a person at a terminal can let a stopped text through", "run it in a terminal")
    found = Releases(git.find(Path.cwd())).release(one_line(reason.strip()))
    rules = f" ({', '.join(found.rules)})" if found.rules else ""
    way = f"may be sent with {one_line(found.assistant)} once" if found.assistant else "passes one check"
    click.echo(f"the text that was stopped last{rules} {way}, within {RELEASED_FOR // 60} minutes")
    return 0
