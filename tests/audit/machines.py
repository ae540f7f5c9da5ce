"""Made-up machines: a home, a system and a repository below one folder."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from privacy_gate.audit import Audit, audit
from privacy_gate.audit.machine import Machine
from privacy_gate.audit.settings_lookup import CheckOutcome, Part
from privacy_gate.base.settings_files.parsed import Key
from privacy_gate.config import Config
from privacy_gate.rules.toolchain import catalogue
from privacy_gate.rules.toolchain.records import AnyCheck, Platform, Setting, SettingsFile, Tool, Wanted, place_on

RECORDS = catalogue.load()
PLATFORMS: tuple[Platform, ...] = ("linux", "macos", "windows")


def machine(
    folder: Path,
    *,
    platform: Platform = "linux",
    variables: Mapping[str, str] | None = None,
    config: Config | None = None,
) -> Machine:
    for name in ("home", "system", "repository"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return Machine(
        folder / "repository",
        folder / "home",
        platform=platform,
        variables=variables or {},
        folders=RECORDS.folders,
        config=config or Config(),
        system=folder / "system",
    )


def write(there: Machine, files: Mapping[str, Any]) -> None:
    """Files by place: texts, pieces of texts, or for a database what stands at its keys."""
    for place, content in files.items():
        resolved = there.resolve(place)
        assert resolved is not None
        file = resolved[0]
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".vscdb":
            database(file, content)
        else:
            file.write_text(content if isinstance(content, str) else "".join(content), encoding="utf-8")


def database(file: Path, values: Mapping[str, str]) -> None:
    """As VS Code and its relatives have it."""
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)")
    connection.executemany("INSERT INTO ItemTable VALUES (?, ?)", values.items())
    connection.commit()
    connection.close()


def sign(tool: Tool) -> dict[str, str]:
    """What tells that a tool is used, and nothing else."""
    if not tool.signs:
        return {}
    place = [there for sign in tool.signs if (there := place_on(sign, "linux"))][-1]
    return {f"{place.replace('*', 'x')}/x" if "." not in place.rpartition("/")[2][1:] else place.replace("*", "x"): ""}


def outcomes(check: AnyCheck, there: Machine, part: Part = "all") -> set[CheckOutcome]:
    found = run(there, part, check.id)
    assert found.problems == ()
    return {result.outcome for result in found.results}


def run(there: Machine, part: Part = "all", check: str | None = None) -> Audit:
    return audit(RECORDS, there, part, lambda name: check is None or name == check)


def settings(values: Sequence[tuple[Key, Any]], form: str) -> Any:
    """Settings with values at keys, as a text of that format, or for a database as they are."""
    data: dict[str, Any] = {}
    for key, value in values:
        inner = data
        for step in key[:-1]:
            inner = inner.setdefault(step, {})
        inner[key[-1]] = value
    if form == "sqlite":
        return {name: str(value) for name, value in data.items()}
    if form == "toml":
        return "".join(_toml((), data))
    return json.dumps(data)  # which is YAML too


def _toml(table: Key, data: Mapping[str, Any]) -> Iterator[str]:
    if table:
        yield f"[{'.'.join(table)}]\n"
    yield from (f"{name} = {json.dumps(value)}\n" for name, value in data.items() if not isinstance(value, dict))
    for name, value in data.items():
        if isinstance(value, dict):
            yield from _toml((*table, name), value)


def key_of(wanted: Wanted, file: SettingsFile) -> Key | None:
    """Where a setting stands in a file; None where it cannot."""
    if wanted.variable and file.variables:
        return (*file.variables, wanted.variable)
    return wanted.key or None


def wanted_of(check: Setting) -> list[Wanted]:
    return check.every or check.any[:1]
