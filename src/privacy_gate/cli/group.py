"""The command `privacy-gate` itself: its help, its version, and the lookup of its commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from privacy_gate import __version__
from privacy_gate.cli.commands import COMMANDS
from privacy_gate.cli.help_colours import colour_help

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


PARTS = {
    "Check": ("scan", "diff", "history", "pre-commit", "pre-push", "post-checkout", "action"),
    "Prompts": ("new", "clean", "restore", "map", "rename-map", "test", "local", "ledger"),
    "Assistants": ("install", "hook", "allow", "audit"),
    "Repository": ("init", "config", "rules", "rule", "index", "org", "baseline", "daemon", "completion"),
}
"""The commands by purpose."""


_WIDTH = max(map(len, COMMANDS))


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = COMMANDS.get(cmd_name)
        return colour_help(found[0]()) if found else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command.

        The suggestions for an unknown name are our own, because click would load all commands for them.
        """
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            from privacy_gate.base.choices import find_nearest
            from privacy_gate.base.errors import GateError, quotable
            from privacy_gate.cli.usage import SYNONYMS

            near = find_nearest(name, [*COMMANDS, *SYNONYMS])
            near = SYNONYMS.get(near, near) if near else None
            if near == "--help" and args[1:] and args[1] in COMMANDS:  # `help scan`
                near = f"{args[1]} --help"
            raise GateError(
                f"no such command `{quotable(name)}`",
                f"Did you mean `privacy-gate {near}`?" if near else "Run `privacy-gate --help` to list the commands.",
            )
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete names without loading each command for its help."""
        from click.shell_completion import CompletionItem

        options = click.Command.shell_complete(self, ctx, incomplete)
        return options + [
            CompletionItem(name, help=text) for name, (_, text) in COMMANDS.items() if name.startswith(incomplete)
        ]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in PARTS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:<{_WIDTH}}", COMMANDS[name][1]) for name in names])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 no findings at or above --fail-on; 1 findings; 2 the check failed or is incomplete.",
)
@click.version_option(__version__, prog_name="privacy-gate")
def cli() -> None:
    """A gate between private code and outside AI assistants.

    It checks outgoing prompts and staged changes for secrets, internal names and business
    context, and suggests safer wording. Everything runs locally; no text leaves this computer.

    \b
    Example:
      privacy-gate scan prompts/
    """


colour_help(cli)
