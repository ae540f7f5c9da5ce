"""`privacy-gate map`: show or clear the records that `restore` uses."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from privacy_gate.base import git
from privacy_gate.base.errors import GateError, quotable
from privacy_gate.base.text import one_line, plural
from privacy_gate.cleanroom.map.records import PairRecord
from privacy_gate.cleanroom.map.store import DAYS, MapStore, map_folder
from privacy_gate.cli.help_text import epilog
from privacy_gate.cli.output import write
from privacy_gate.rules.placeholders import normal_token

_VERSION = 1


@click.group(
    "map",
    epilog=epilog(
        ("map show", "list placeholders and neutral names, without the originals"),
        ("map forget PG_HOST_k7f3m2", "remove one"),
        ("map rotate", "remove all, and use other placeholders from now on"),
        codes=("done",),
        see="clean, restore",
    ),
)
def map_group() -> None:
    """Show or clear the map: the placeholders and neutral names that prompts of this repository sent.

    `clean` writes it, and `restore` reads it. It is stored on this computer only, and never contains
    secrets.
    """


@map_group.command(
    epilog=epilog(
        ("map show", "without the originals"),
        ("map show --reveal", "with the originals, in a terminal"),
        ("map show --format json", "for scripts"),
        codes=("listed",),
        see="map forget, map rotate",
    )
)
@click.option("--reveal", is_flag=True, help="Also show the originals. Needs a terminal.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
def show(*, reveal: bool, form: str) -> int:
    """List placeholders and neutral names, the latest first."""
    if reveal and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise GateError("--reveal needs a terminal", "Run it in an interactive terminal, not through an assistant.")
    store = _store()
    with store.lock():
        store.expire()
        records = store.records()
    rows = [_row(one, reveal=reveal) for one in records]
    if form == "json":
        write(json.dumps({"version": _VERSION, "records": rows}, indent=2) + "\n")
    elif rows:
        width = max(len(row["stand_in"]) for row in rows)
        write("".join(f"{_line(row, width)}\n" for row in rows) + f"\n{plural(len(rows), 'record')}\n")
    else:
        write("The map is empty.\n")
    return 0


@map_group.command(
    epilog=epilog(
        ("map forget PG_HOST_k7f3m2", "a placeholder"),
        ("map forget calculate_score", "a neutral name, or an original"),
        codes=("removed",),
        see="map show",
    )
)
@click.argument("name")
def forget(name: str) -> int:
    """Remove the record of a placeholder, name or original.

    `restore` then no longer restores the original. A later prompt may use the same placeholder for the same original.
    """
    wanted = {name, normal_token(name)} if "_" in name else {name}
    store = _store()
    with store.lock():
        store.expire()
        count = store.forget(lambda one: one.stand_in in wanted or _original(one) == name)
    if not count:
        raise GateError(f"no record for `{quotable(name)}`", "`privacy-gate map show` lists the records.")
    click.echo(f"Removed {plural(count, 'record')}.")
    return 0


@map_group.command(
    epilog=epilog(
        ("map rotate", "ask first"),
        ("map rotate --yes", "for scripts"),
        codes=("removed", "not confirmed"),
        see="map show, clean",
    )
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def rotate(*, yes: bool) -> int:
    """Remove all records, including those of a damaged map. From now on `clean` uses other placeholders.

    Answers to earlier prompts can no longer be restored.
    """
    if not yes:
        if not sys.stdin.isatty():
            raise GateError("`map rotate` asks before it removes records", "Add --yes.")
        if not click.confirm("Remove all records? Answers to earlier prompts can no longer be restored."):
            return 1
    store = _store()
    with store.lock():
        store.rotate()
    click.echo("Removed all records.")
    return 0


def _store() -> MapStore:
    return MapStore(map_folder(git.find(Path.cwd())))


def _original(record: PairRecord) -> str:
    return record.original.decode("utf-8", "surrogatepass")


def _row(record: PairRecord, *, reveal: bool) -> dict[str, str]:
    used = datetime.fromtimestamp(record.used, UTC)
    row = {
        "stand_in": record.stand_in,
        "kind": record.kind.lower() or "name",
        "used": used.date().isoformat(),
        "expires": (used + timedelta(days=DAYS)).date().isoformat(),
    }
    return row | {"original": _original(record)} if reveal else row


def _line(row: dict[str, str], width: int) -> str:
    original = f"  {one_line(row['original'])}" if "original" in row else ""
    return f"{row['stand_in']:<{width}}  {row['kind']:<8}  expires {row['expires']}{original}"
