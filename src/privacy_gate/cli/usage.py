"""Errors of usage in the form of all other errors, with the nearest choice as a hint."""

from __future__ import annotations

import click

from privacy_gate.base.choices import hint_choice

SYNONYMS = {
    "check": "scan",
    "lint": "scan",
    "detect": "scan",
    "explain": "rule",
    "redact": "clean",
    "sanitize": "clean",
    "setup": "init",
    "uninstall": "install --remove",
}
"""Names that other tools have for our commands."""


def is_bare_group(error: click.ClickException) -> bool:
    """Whether a command that needs another one was called alone: the message of the error is its help, from click 8.2
    on."""
    return isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ()))


def explain_usage(error: click.ClickException) -> tuple[str, str]:
    """The message and the hint of a usage error."""
    message = error.format_message().rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    help_hint = f"Run `{context.command_path if context else 'privacy-gate'} --help` for usage."
    parameter = error.param if isinstance(error, click.BadParameter) else None
    before, quoted, _ = message.partition(" is not one of ")
    if parameter is not None and isinstance(parameter.type, click.Choice) and quoted:
        value = before.rpartition(": ")[2].strip("'\"")
        name = parameter.opts[0] if isinstance(parameter, click.Option) else parameter.name
        choices = [str(choice) for choice in parameter.type.choices]
        return f"invalid value `{value}` for {name}", hint_choice(value, choices, _other_names()) or help_hint
    return message[:1].lower() + message[1:], help_hint


def _other_names() -> dict[str, str]:
    """Other names of assistants, each with ours."""
    from privacy_gate.integrations.assistants import ASSISTANTS

    return {other: name for name, load in ASSISTANTS.items() for other in load().OTHER_NAMES}
