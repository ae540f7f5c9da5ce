"""`privacy-gate daemon`: the background process that makes checks faster."""

from __future__ import annotations

import json
import os

import click

from privacy_gate.base.errors import GateError
from privacy_gate.base.text import plural
from privacy_gate.cli.help_text import epilog
from privacy_gate.cli.output import restart_clock, write

_VERSION = 1

_MODULES = (
    "privacy_gate.cli.group",
    "privacy_gate.cli.scan",
    "privacy_gate.cli.diff",
    "privacy_gate.cli.each_commit",
    "privacy_gate.cli.one_text",
    "privacy_gate.cli.pre_commit",
    "privacy_gate.cli.usage",
    "privacy_gate.cleanroom.clean",
    "privacy_gate.cleanroom.ledger.recording",
    "privacy_gate.cleanroom.map.store",
)


@click.group(
    "daemon",
    epilog=epilog(
        ("daemon status", "show whether it runs, and its memory"),
        ("daemon stop", "stop it after the running checks"),
        ("daemon restart", "stop it, and start a new one"),
        codes=("done",),
        see="scan, diff, hook",
    ),
)
def daemon_group() -> None:
    """Control the daemon, a background process that makes checks faster.

    It has the rules and libraries loaded, and runs each check in a forked child. The first check
    starts it, and it exits after 30 minutes without a check. It keeps no text. `daemon: false` in the
    settings or PRIVACY_GATE_DAEMON=off disables it.
    """


@daemon_group.command(
    epilog=epilog(
        ("daemon status", "for people"),
        ("daemon status --format json", "for scripts"),
        codes=("it runs", "it does not run"),
        see="daemon stop",
    )
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
def status(*, form: str) -> int:
    """Show whether the daemon runs, its uptime, requests and memory."""
    from privacy_gate.daemon import client, life, wire

    known = life.ask(wire.STATUS) if client.is_supported() else None
    facts = {"version": _VERSION, "running": known is not None, "allowed": client.is_wanted(), "folder": wire.folder()}
    if form == "json":
        write(json.dumps({**facts, "daemon": known}, indent=2) + "\n")
    elif known is None:
        write(f"The daemon does not run. {_how_it_starts()}\n")
    else:
        memory = "" if known["memory_bytes"] is None else f", {known['memory_bytes'] / 1e6:.0f} MB of memory"
        write(
            f"The daemon runs: process {known['process']}, version {known['version']},"
            f" up {_span(known['uptime_seconds'])}, {plural(known['requests'], 'request')}{memory}\n"
            f"It exits after {_span(known['idle_exit_seconds'])} without a check. Its files: {wire.folder()}\n"
        )
    return 0 if known else 1


def _how_it_starts() -> str:
    from privacy_gate.daemon import client

    if not client.is_supported():
        return "This system does not support it."
    if not client.is_wanted():
        return "PRIVACY_GATE_DAEMON or CI disables it here."
    return "The next scan, diff, pre-commit or hook starts it."


def _span(seconds: int) -> str:
    for size, unit in ((3600, "hour"), (60, "minute")):
        if seconds >= size:
            return plural(seconds // size, unit)
    return plural(seconds, "second")


@daemon_group.command(
    epilog=epilog(("daemon stop", "after the running checks"), codes=("it does not run any more",), see="daemon status")
)
def stop() -> int:
    """Stop the daemon. Checks that it runs finish first."""
    from privacy_gate.daemon import life

    _require_support()
    write("Stopped the daemon.\n" if life.stop() else "The daemon does not run.\n")
    return 0


@daemon_group.command(
    epilog=epilog(
        ("daemon restart", "for example, after a change of PYTHONPATH"), codes=("it runs",), see="daemon stop"
    )
)
def restart() -> int:
    """Stop the daemon if it runs, and start a new one."""
    from privacy_gate.daemon import life

    _require_support()
    life.stop()
    if not life.start():
        raise GateError("the daemon did not start", "Run `privacy-gate daemon run` to see the reason.")
    write("Started the daemon.\n")
    return 0


@daemon_group.command(
    epilog=epilog(
        ("daemon run", "in the foreground, until Ctrl-C"),
        ("daemon run --idle 60", "exit after a minute without a check"),
        codes=("it ended",),
        see="daemon status",
    )
)
@click.option(
    "--idle",
    type=click.FloatRange(min=0.1),
    default=1800.0,
    show_default=True,
    metavar="SECONDS",
    help="Exit after this time without a check.",
)
@click.option("--background", is_flag=True, hidden=True, help="Detach from the terminal and other open files.")
def run(*, idle: float, background: bool) -> int:
    """Run the daemon in this terminal."""
    from privacy_gate.daemon import life

    _require_support()
    if background:
        os.chdir("/")
        os.closerange(3, os.sysconf("SC_OPEN_MAX") if os.sysconf("SC_OPEN_MAX") < 1 << 20 else 1 << 16)
    why = life.serve(enter, _MODULES, idle, (lambda: None) if background else _say_ready)
    if not background:
        write("Another daemon runs.\n" if why == "running" else f"The daemon ended: {why}\n")
    return 0


def _say_ready() -> None:
    click.echo("The daemon runs.")  # unlike `write`, it flushes the output


def _require_support() -> None:
    from privacy_gate.daemon import client

    if not client.is_supported():
        raise GateError("this system does not support the daemon", "Checks run without it.")


def enter(arguments: list[str]) -> None:
    """Run a command line in a child of the daemon, as the console script does."""
    restart_clock()
    if arguments[:1] == ["hook"]:
        from privacy_gate.integrations.assistants import hook_entry, hook_worker

        hook_entry.work(arguments[1:], hook_worker.work)
        return
    from privacy_gate.cli import main

    main()
