"""`privacy-gate config`: show the effective settings."""

from __future__ import annotations

import json
from pathlib import Path

import click

from privacy_gate.base.errors import GateError
from privacy_gate.base.known_tokens import mask_tokens
from privacy_gate.base.settings_files import hint_key
from privacy_gate.cli.help_text import epilog
from privacy_gate.config import Config, Settings
from privacy_gate.scan.session import settings_here


@click.command(
    epilog=epilog(
        ("config", "the effective settings"),
        ("config --explain fail_on", "which file sets a key"),
        ("config --show-files", "the files that `scan` checks"),
        ("config --schema > privacy-gate.schema.json", "for validation in an editor"),
        codes=("shown",),
        see="init, rules",
    )
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the configuration file.")
@click.option("--show-files", is_flag=True, help="List the files that `scan` checks, with their exposure.")
@click.option("--config", "file", type=click.Path(path_type=Path), metavar="FILE", help="Read settings from this file.")
@click.option("--explain", metavar="KEY", help="Show which file sets a key, and its value.")
def config(schema: bool, show_files: bool, file: Path | None, explain: str | None) -> int:
    """Show the effective settings as YAML, with the files that they come from."""
    if schema:
        from privacy_gate import config as settings_module

        click.echo(json.dumps(settings_module.schema(), indent=2))
        return 0
    settings = settings_here(file)
    if show_files:
        _show_files(settings)
        return 0
    if explain is not None:
        _explain(settings, explain)
        return 0
    click.echo(mask_tokens(_as_yaml(settings)), nl=False)
    return 0


def _as_yaml(settings: Settings) -> str:
    import msgspec
    import yaml

    values = msgspec.to_builtins(settings.config)
    defaults = msgspec.to_builtins(Config())
    files = ", over ".join(layer.source for layer in reversed(settings.layers))
    out = f"# from {files}\n" if files else "# defaults: no privacy-gate.yaml found\n"
    for key, value in values.items():
        flow = None if value and isinstance(value, dict | list) else False
        text = yaml.safe_dump(
            {key: value},
            sort_keys=False,
            allow_unicode=True,
            default_flow_style=flow,
        ).rstrip("\n")
        out += text + ("  # default" if value == defaults[key] and "\n" not in text else "") + "\n"
    return out


def _explain(settings: Settings, key: str) -> None:
    """Print the effective value of a key, then each file that sets it.

    The file with the highest precedence comes first.
    """
    from privacy_gate.base.text import one_line
    from privacy_gate.config.extends import given_keys

    if key not in Config.__struct_fields__:
        whole = key.partition(".")[0]
        if whole in Config.__struct_fields__:
            raise GateError(f"`{key}` is part of the key `{whole}`", f"`privacy-gate config --explain {whole}`")
        raise GateError(f"unknown key `{key}`", hint_key(key, Config))
    click.echo(f"{key}: {one_line(_flow(getattr(settings.config, key)))}")
    setting = [layer for layer in map(given_keys, settings.layers) if key in layer.values]
    for layer in reversed(setting):
        what = "" if layer.layer is settings.layers[-1] else " (a policy; settings can only be stricter)"
        click.echo(f"  {one_line(layer.place(key))}: {one_line(_flow(layer.values[key]))}{what}")
    if not setting:
        click.echo("  default; no file sets it")


def _flow(value: object) -> str:
    """Return a value as YAML on one line."""
    import msgspec
    import yaml

    text = yaml.safe_dump(
        msgspec.to_builtins(value), default_flow_style=True, allow_unicode=True, width=10**6, sort_keys=False
    )
    return text.removesuffix("...\n").strip()


def _show_files(settings: Settings) -> None:
    from privacy_gate.base import git
    from privacy_gate.base.text import one_line
    from privacy_gate.sources import files

    repository = git.find(Path.cwd())
    tree = files.Tree(Path.cwd(), repository, settings.config)
    for name in files.names([Path()], tree):
        click.echo(f"{settings.config.exposure(name).value:<8}  {one_line(name)}")
