"""`privacy-gate hook`: the command that the hook of an assistant runs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from privacy_gate.cli.help_text import epilog
from privacy_gate.integrations import assistants
from privacy_gate.integrations.assistants import hook_parent, payload

_NAMES = list(assistants.ASSISTANTS)


@click.command(
    epilog=epilog(
        (f"install {_NAMES[0]} --user", "adds this command to the settings"),
        (f"hook {_NAMES[0]} --selftest", "test that it blocks a prompt"),
        codes=(
            "the JSON has the answer; with --selftest: all tests passed",
            "with --selftest: a test failed",
            "blocked, for assistants that use the exit code",
        ),
        see="install, allow",
    )
)
@click.argument("assistant", type=click.Choice(_NAMES))
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Read settings from this file.")
@click.option(
    "--seconds",
    type=float,
    metavar="N",
    help=f"Time limit in seconds; a text that is not checked in time is blocked.  [default: {hook_parent.SECONDS:g}]",
)
@click.option("--selftest", is_flag=True, help="Send test prompts through the installed hooks.")
def hook(*, assistant: str, config: Path | None, seconds: float | None, selftest: bool) -> int:
    """Answer a hook call: the assistant sends a prompt or a tool call on standard input.

    A text that must not leave this computer is blocked, with the reason and a next step. With `hook.profile:
    repository` (the default, for work inside a repository), secrets, personal data, never-send code
    and confidential terms block a text. With `clean-room`, all rules do. Only errors block, unless
    `hook.block_on: warning` is set.

    A text that cannot be checked is blocked too: unreadable input, invalid settings, a check that
    crashes or times out. Set `hook.fail_open: true` to allow it.

    The command prints exactly one JSON object. `privacy-gate install` adds this command to the
    settings of an assistant.
    """
    if selftest:
        from privacy_gate.cli import selftest as tests

        return tests.selftest(assistant)
    del seconds  # the parent process enforces the time limit (`__main__.py`)
    data = sys.stdin.buffer.read(payload.MOST + 1)
    from privacy_gate.integrations.assistants import hook_worker

    done = hook_worker.answer_event(assistant, data, config)
    sys.stderr.write(done.complaint.decode("utf-8", "replace"))
    sys.stdout.write(done.out.decode("utf-8"))
    return done.code
