"""`privacy-gate config`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from privacy_gate.cli.options import settings_here
from privacy_gate.config import Config, Settings


@click.command(epilog="Example: privacy-gate config --schema > privacy-gate.schema.json")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the configuration file.")
@click.option("--show-files", is_flag=True, help="List the files that would be checked here, with their exposure.")
@click.option(
    "--config", "file", type=click.Path(path_type=Path), metavar="FILE", help="Read the settings from this file."
)
def config(schema: bool, show_files: bool, file: Path | None) -> int:
    """Show the settings in force: where they come from, and each key with its value as YAML."""
    if schema:
        from privacy_gate import config as settings_module

        click.echo(json.dumps(settings_module.schema(), indent=2))
        return 0
    settings = settings_here(file)
    if show_files:
        _show_files(settings)
        return 0
    click.echo(_as_yaml(settings), nl=False)
    return 0


def _as_yaml(settings: Settings) -> str:
    import msgspec
    import yaml

    values = msgspec.to_builtins(settings.config)
    defaults = msgspec.to_builtins(Config())
    out = f"# from {settings.source}\n" if settings.source else "# defaults: there is no privacy-gate.yaml here\n"
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


def _show_files(settings: Settings) -> None:
    from privacy_gate import git
    from privacy_gate.sources import files
    from privacy_gate.text import one_line

    repository = git.find(Path.cwd())
    tree = files.Tree(Path.cwd(), repository, settings.config)
    for name in files.names([Path()], tree):
        click.echo(f"{settings.config.exposure(name).value:<8}  {one_line(name)}")
