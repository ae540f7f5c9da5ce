"""`privacy-gate hook`: what an assistant's hook runs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from privacy_gate.cli.help_text import epilog
from privacy_gate.integrations import assistants
from privacy_gate.integrations.assistants import hook_parent, payload


@click.command(
    epilog=epilog(
        ("install claude --user", "writes this command into the settings"),
        ("hook claude --selftest", "see it stop a prompt"),
        codes=(
            "the answer is in the JSON; with --selftest: all was stopped that should be",
            "with --selftest: something went through",
            "stopped, for assistants that go by the code",
        ),
        see="install, allow",
    )
)
@click.argument("assistant", type=click.Choice(list(assistants.ASSISTANTS)))
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Read the settings from this file.")
@click.option(
    "--seconds", type=float, metavar="N", help=f"Stop what is not checked by then.  [default: {hook_parent.SECONDS:g}]"
)
@click.option("--selftest", is_flag=True, help="Send a prompt that leaks through what is installed.")
def hook(*, assistant: str, config: Path | None, seconds: float | None, selftest: bool) -> int:
    """Answer a hook of an assistant: it sends a prompt or a call of a tool on standard input.

    What must not leave is stopped, with the reason and what to do. `hook.profile: repository` (the
    default) is for work inside a repository: secrets, personal data, code that never leaves and
    confidential terms stop a text. With `clean-room` all rules do. Only errors stop, unless
    `hook.block_on: warning` is set.

    What cannot be checked is stopped too: a message that cannot be read, broken settings, a check that
    dies or takes too long. `hook.fail_open: true` lets it through.

    Exactly one JSON object is printed. `privacy-gate install` writes this command into the settings of
    an assistant.
    """
    if selftest:
        from privacy_gate.cli import selftest as tests

        return tests.selftest(assistant)
    del seconds  # the parent of the check keeps the time (`__main__.py`)
    data = sys.stdin.buffer.read(payload.MOST + 1)
    from privacy_gate.integrations.assistants import hook_worker

    done = hook_worker.answer_event(assistant, data, config)
    sys.stderr.write(done.complaint.decode("utf-8", "replace"))
    sys.stdout.write(done.out.decode("utf-8"))
    return done.code
