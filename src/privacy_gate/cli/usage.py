"""Format usage errors like all other errors, with the most similar choice as a hint."""

from __future__ import annotations

import re
from collections.abc import Sequence

import click

from privacy_gate.base.choices import find_nearest, hint_choice
from privacy_gate.base.errors import quotable

SYNONYMS = {
    "anonymize": "clean",
    "check": "scan",
    "detect": "scan",
    "dir": "scan",
    "doctor": "audit",
    "explain": "rule",
    "git": "history",
    "help": "--help",
    "lint": "scan",
    "mask": "clean",
    "organisation": "org",
    "organization": "org",
    "protect": "diff --staged",
    "publish": "org publish",
    "redact": "clean",
    "sanitize": "clean",
    "setup": "init",
    "staged": "diff --staged",
    "stdin": "scan -",
    "undo": "restore",
    "uninstall": "install --remove",
    "unmask": "restore",
    "version": "--version",
}
"""Names of commands in other tools, with our names."""

_UNKNOWN_COMMAND = re.compile(r"No such command '([^']*)'")


def is_bare_group(error: click.ClickException) -> bool:
    """Whether a group was called without a command. From click 8.2, this is an error whose message is the help."""
    return isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ()))


def explain_usage(error: click.ClickException, arguments: Sequence[str]) -> tuple[str, str]:
    """Return the message and the hint of a usage error with these arguments."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else _find_command(arguments)
    usage = f"Run `{command} --help` for usage."
    if isinstance(error, click.NoSuchOption):
        near = _find_format(error.option_name, context) or find_nearest(error.option_name, error.possibilities or ())
        return f"no such option `{error.option_name}`", f"Did you mean `{near}`?" if near else usage
    if isinstance(error, click.MissingParameter) and isinstance(error.param, click.Argument):
        return f"missing argument {error.param.make_metavar(context)}" if context else "missing argument", usage
    if isinstance(error, click.MissingParameter) and isinstance(error.param, click.Option):
        return f"missing option `{error.param.opts[0]}`", usage
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _explain_value(error, error.param, usage)
    if context and (found := _UNKNOWN_COMMAND.match(error.message)):
        return _explain_command(found[1], context, usage)
    message = error.format_message().rstrip(".").replace("'", "`")
    return message[:1].lower() + message[1:], usage


def _find_format(option: str, context: click.Context | None) -> str | None:
    """Return `--format json` for `--json`, if the command has that format."""
    for parameter in context.command.params if context else ():
        if "--format" in parameter.opts and isinstance(parameter.type, click.Choice):
            return f"--format {option[2:]}" if option[2:] in parameter.type.choices else None
    return None


def _explain_value(error: click.BadParameter, parameter: click.Parameter, usage: str) -> tuple[str, str]:
    """Return the message and the hint for an invalid value of an option or argument."""
    message = error.message.rstrip(".")
    name = parameter.opts[0] if isinstance(parameter, click.Option) else parameter.name
    value, quoted, _ = message.partition(" is not one of ")
    if isinstance(parameter.type, click.Choice) and quoted:
        choices = [str(choice) for choice in parameter.type.choices]
        value = value.strip("'\"")
        return f"invalid value `{value}` for {name}", hint_choice(value, choices, _other_names()) or usage
    value, wrong, _ = message.partition(" is not a valid ")
    if wrong and isinstance(parameter.type, click.types.IntParamType):
        return f"invalid value {value.replace(chr(39), '`')} for {name}: not a whole number", usage
    return f"invalid value for {name}: {message.replace(chr(39), '`')}", usage


def _explain_command(name: str, context: click.Context, usage: str) -> tuple[str, str]:
    """Return the message and the hint for an unknown subcommand, such as `map shw`."""
    group = context.command
    near = find_nearest(name, group.list_commands(context) if isinstance(group, click.Group) else ())
    message = f"no such command `{quotable(name)}`"
    return message, f"Did you mean `{context.command_path} {near}`?" if near else usage


def _find_command(arguments: Sequence[str]) -> str:
    """Return the called command, for errors that do not name it."""
    from privacy_gate.cli.commands import COMMANDS

    first = next(iter(arguments), "")
    return f"privacy-gate {first}" if first in COMMANDS else "privacy-gate"


def _other_names() -> dict[str, str]:
    """Return other names of assistants, each with our name."""
    from privacy_gate.integrations.assistants import ASSISTANTS

    return {other: name for name, load in ASSISTANTS.items() for other in load().OTHER_NAMES}
