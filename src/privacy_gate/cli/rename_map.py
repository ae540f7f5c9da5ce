"""`privacy-gate rename-map`: suggest neutral names for revealing identifiers."""

from __future__ import annotations

import json
from pathlib import Path

import click
from msgspec import Struct

from privacy_gate.base.errors import GateError
from privacy_gate.base.known_tokens import mask_tokens
from privacy_gate.base.text import one_line
from privacy_gate.cleanroom.map.store import MapStore, map_folder
from privacy_gate.cleanroom.session_cleaning import make_sendable
from privacy_gate.cli.help_text import epilog
from privacy_gate.cli.output import say_problems, write
from privacy_gate.documents.decode import decode
from privacy_gate.model import Blob, Exposure, Report
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import Session, begin
from privacy_gate.sources import files

_VERSION = 1


class Rename(Struct, frozen=True):
    """A revealing name, its replacement, the line of its first use (from 1), and the severity of its finding."""

    name: str
    suggestion: str
    line: int
    severity: str


@click.command(
    "rename-map",
    epilog=epilog(
        ("rename-map src/pricing.py", "each name with a replacement"),
        ("rename-map src/pricing.py --format json > renames.json", "for scripts"),
        codes=("listed",),
        see="clean, rule",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Read settings from this file.")
def rename_map(file: Path, form: str, config: Path | None) -> int:
    """Suggest neutral replacements for revealing identifiers in FILE.

    FILE is checked as an outgoing prompt. Names from public code and libraries are excluded. The map
    keeps the suggestions for 14 days, so that `clean` and `new` use the same ones.
    """
    if not file.is_file():
        raise GateError(f"file not found: {one_line(str(file))}", "`rename-map` reads one file.")
    session = begin(Options(select=("identifier",), exposure=Exposure.OUTBOUND.value, no_index=True, config=config))
    blob = next(iter(files.read([file], session.tree)))
    session.run.read([blob])
    report = session.run.report()
    path = session.tree.relative(file)
    found = _find_renames(session, path, decode(blob.data)[0], report) if isinstance(blob, Blob) else []
    if form == "json":
        rows = [{key: getattr(one, key) for key in Rename.__struct_fields__} for one in found]
        write(json.dumps({"version": _VERSION, "path": mask_tokens(path), "renames": rows}, indent=2) + "\n")
    else:
        write(_table(found) if found else f"no revealing names in {one_line(path)}\n")
    say_problems(report)
    return 2 if report.problems else 0


def _find_renames(session: Session, path: str, text: str, report: Report) -> list[Rename]:
    """Return the neutral names that `clean` uses for the names in a report. The map stores them."""
    found = [(one.message.split("`")[1], one) for one in report.findings if one.suggestion is not None]
    if not found:
        return []
    store = MapStore(map_folder(session.repository))
    with store.lock():
        store.begin()
        pairs = make_sendable(session, path, text, store.load(path, anew=True)).pairs
        store.keep_proposed(pairs)
    renames = []
    for name, one in found:
        pair = pairs.find(name)
        if pair is not None:
            renames.append(Rename(name, pair.stand_in, one.start.line, one.severity.label))
    return renames


def _table(found: list[Rename]) -> str:
    width = max(len(one.name) for one in found)
    return "".join(f"{one.name:<{width}}  →  {one.suggestion}  (line {one.line})\n" for one in found)
