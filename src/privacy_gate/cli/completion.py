"""`privacy-gate completion`: generate a shell completion script."""

from __future__ import annotations

import click

from privacy_gate.cli.help_text import epilog

_VARIABLE = "_PRIVACY_GATE_COMPLETE"
_SHELLS = ("bash", "zsh", "fish")


@click.command(
    epilog=epilog(
        ("completion bash > ~/.local/share/bash-completion/completions/privacy-gate", "for bash"),
        codes=("printed",),
        see="init",
    )
)
@click.argument("shell", type=click.Choice(_SHELLS))
def completion(*, shell: str) -> int:
    """Generate a shell completion script for commands, options, rules and files.

    The script asks this program for completions, so it stays current after an upgrade.

    \b
      bash  ~/.local/share/bash-completion/completions/privacy-gate
      zsh   ~/.zfunc/_privacy-gate, with ~/.zfunc in fpath before compinit
      fish  ~/.config/fish/completions/privacy-gate.fish
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(click.get_current_context().find_root().command, {}, "privacy-gate", _VARIABLE).source())
    return 0
