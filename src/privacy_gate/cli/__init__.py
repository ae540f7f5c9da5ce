"""The command line: one small module a command, loaded when it is called. So is click: a hook needs none."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from privacy_gate.errors import GateError

if TYPE_CHECKING:
    import click


def _scan() -> click.Command:
    from privacy_gate.cli.scan import scan

    return scan


def _diff() -> click.Command:
    from privacy_gate.cli.diff import diff

    return diff


def _history() -> click.Command:
    from privacy_gate.cli.history import history

    return history


def _pre_commit() -> click.Command:
    from privacy_gate.cli.pre_commit import pre_commit

    return pre_commit


def _action() -> click.Command:
    from privacy_gate.cli.action import action

    return action


def _rules() -> click.Command:
    from privacy_gate.cli.rules import rules

    return rules


def _rule() -> click.Command:
    from privacy_gate.cli.rules import rule

    return rule


def _config() -> click.Command:
    from privacy_gate.cli.config import config

    return config


def _init() -> click.Command:
    from privacy_gate.cli.init import init

    return init


def _new() -> click.Command:
    from privacy_gate.cli.new import new

    return new


def _index() -> click.Command:
    from privacy_gate.cli.index import index

    return index


def _audit() -> click.Command:
    from privacy_gate.cli.audit import audit

    return audit


def _baseline() -> click.Command:
    from privacy_gate.cli.baseline import baseline

    return baseline


def _test() -> click.Command:
    from privacy_gate.cli.test import test

    return test


def _local() -> click.Command:
    from privacy_gate.cli.local import local

    return local


def _ledger() -> click.Command:
    from privacy_gate.cli.ledger import ledger

    return ledger


def _clean() -> click.Command:
    from privacy_gate.cli.clean import clean

    return clean


def _restore() -> click.Command:
    from privacy_gate.cli.restore import restore

    return restore


def _rename_map() -> click.Command:
    from privacy_gate.cli.rename_map import rename_map

    return rename_map


def _hook() -> click.Command:
    from privacy_gate.cli.hook import hook

    return hook


def _install() -> click.Command:
    from privacy_gate.cli.install import install

    return install


def _allow() -> click.Command:
    from privacy_gate.cli.allow import allow

    return allow


def _completion() -> click.Command:
    from privacy_gate.cli.completion import completion

    return completion


def _org() -> click.Command:
    from privacy_gate.cli.org import org

    return org


# name: (loader, help). The help stands here too, so that --help loads no command.
COMMANDS: dict[str, tuple[Callable[[], click.Command], str]] = {
    "scan": (_scan, "Check files, folders or standard input."),
    "diff": (_diff, "Check what a change adds: staged, a range, a patch."),
    "history": (_history, "Check all that was ever committed."),
    "pre-commit": (_pre_commit, "The entry of the pre-commit hook."),
    "action": (_action, "The entry of the GitHub Action."),
    "test": (_test, "Run the tests of a prompt here."),
    "local": (_local, "Ask a model on this machine."),
    "ledger": (_ledger, "What was checked, sent and tested here."),
    "clean": (_clean, "A copy of a prompt that may be sent."),
    "restore": (_restore, "Turn an answer to a cleaned prompt back."),
    "hook": (_hook, "What the hook of an assistant runs."),
    "install": (_install, "Put our hooks into the settings of an assistant."),
    "allow": (_allow, "Let through once what a hook stopped."),
    "index": (_index, "What the gate knows of this repository."),
    "org": (_org, "The index of all repositories of an organisation."),
    "audit": (_audit, "Check the privacy settings of the assistants, editors and CI."),
    "baseline": (_baseline, "Accept what is found today, so that only new findings count."),
    "rules": (_rules, "List the rules, or run their cases."),
    "rule": (_rule, "Explain a rule."),
    "config": (_config, "Show the settings in force, or their schema."),
    "init": (_init, "Set a repository up."),
    "new": (_new, "A new prompt from the template."),
    "rename-map": (_rename_map, "Telling names of a file, and what to call them in a prompt."),
    "completion": (_completion, "What a shell needs to complete commands."),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code: 0 clean, 1 findings, 2 could not check."""
    code = run(arguments)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 2
    # nothing is left to do, and taking the interpreter down in good order costs a hook up to ten milliseconds
    os._exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code. Whatever goes wrong ends in 2 and one clear line."""
    import click

    from privacy_gate.cli.group import cli

    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        code = cli.main(_names_of_files(given), standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return 2
    except GateError as error:
        _complain(f"error: {error.message}", error.hint)
        return 2
    except (KeyboardInterrupt, click.Abort):
        _complain("interrupted", None)
        return 130
    except BrokenPipeError:  # the reader (head, less) went away
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except OSError as error:
        if os.environ.get("PRIVACY_GATE_DEBUG"):
            raise
        _complain(f"error: {error.strerror or 'cannot read or write'} ({where(error)})", None)
        return 2
    except MemoryError:
        _complain("error: out of memory", None)
        return 2
    except Exception as error:
        if os.environ.get("PRIVACY_GATE_DEBUG"):
            raise
        _complain(f"internal error: {where(error)}", "this is a bug; PRIVACY_GATE_DEBUG=1 shows where it comes from")
        return 2
    return code if isinstance(code, int) else 0


def _names_of_files(arguments: Sequence[str]) -> list[str]:
    """pre-commit puts the names of files behind its entry as they are: one that is called like an
    option must not become one, or a file could open the gate."""
    if arguments[:1] != ["pre-commit"]:
        return list(arguments)
    return [f"./{name}" if name.startswith("-") and os.path.lexists(name) else name for name in arguments]


def where(error: BaseException) -> str:
    """The kind and place of an error without its message, which may quote the text under test."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else ""  # noqa: PTH119
    return f"{type(error).__name__}{place}"


def _complain(message: str, hint: str | None) -> None:
    import click

    from privacy_gate.text import one_line

    click.echo(f"privacy-gate: {one_line(message)}", err=True)
    if hint:
        click.echo(f"  hint: {one_line(hint)}", err=True)
