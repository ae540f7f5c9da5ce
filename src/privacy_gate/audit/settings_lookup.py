"""Functions for checks: look up settings in the order of precedence, and show values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from privacy_gate.audit.machine import Machine
from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_files import foreign
from privacy_gate.base.settings_files.parsed import Foreign, Format, Key
from privacy_gate.model import Problem
from privacy_gate.rules.toolchain.records import REPOSITORY_SCOPES, AnyCheck, Records, Scope, SettingsFile, Tool

Part = Literal["all", "repository", "user"]

_ABSOLUTE = re.compile(r"~|/|[A-Za-z]:")
_PLAIN = re.compile(r"[a-z]{1,16}")


class CheckOutcome(StrEnum):
    """The outcome of a check. A check that cannot be verified here does not pass."""

    PASS = "pass"  # noqa: S105  (no password)
    FAIL = "fail"
    UNKNOWN = "cannot verify"


class Fix(Struct, frozen=True):
    """A change that fixes a failure: a value at a key, entries of a list, or lines of a text."""

    file: Path
    name: str
    format: Format | Literal["lines"]
    key: Key = ()
    value: bool | int | str | None = None
    entries: tuple[str, ...] = ()


class CheckResult(Struct, frozen=True):
    """The outcome of a check and its place: a displayed path, and a line from 1.

    `message` describes the finding, and `advice` the fix.
    """

    check: AnyCheck
    tool: Tool
    outcome: CheckOutcome
    path: str
    line: int
    message: str
    advice: str | None = None
    fixes: tuple[Fix, ...] = ()


class SettingsLayer(NamedTuple):
    """An existing settings file. `read` is None if it could not be read."""

    of: SettingsFile
    file: Path
    name: str
    read: Foreign | None

    def at(self, key: Key) -> Any:
        """Return the value at a key, or `MISSING`."""
        return foreign.get_value(self.read.data, key, MISSING) if self.read else MISSING

    def line(self, key: Key) -> int:
        return self.read.line(key) if self.read else 1


MISSING = object()


class Look:
    """The view of one part of a machine. Each file is read once."""

    def __init__(self, records: Records, machine: Machine, part: Part) -> None:
        self.records, self.machine, self.part = records, machine, part
        self.problems: list[Problem] = []
        self._known: dict[tuple[Path, Format], Foreign | None] = {}

    @property
    def files(self) -> int:
        """The number of files that were read."""
        return len(self._known)

    def covers(self, scope: Scope) -> bool:
        """Whether files of a scope are read."""
        return self.part == "all" or (self.part == "repository") == (scope in REPOSITORY_SCOPES)

    def find_sign(self, tool: Tool) -> str | None:
        """Return the path, within the audited part, that shows that a tool is used; None if there is none."""
        if not tool.signs:
            return "."
        of_the_user: dict[bool, str] = {}
        for sign in tool.signs:
            for _, name in self.machine.matching(sign):
                of_the_user.setdefault(bool(_ABSOLUTE.match(name)), name)
        if tool.anywhere and False not in of_the_user and self.part != "user":
            for name in self.machine.files_like([f"**/{one}" for one in tool.anywhere]):
                of_the_user.setdefault(False, name)
        return of_the_user.get(self.part != "repository") or (of_the_user.get(False) if self.part == "all" else None)

    def layers(self, files: list[SettingsFile]) -> list[SettingsLayer]:
        """Return the settings files that exist, in their order."""
        found: list[SettingsLayer] = []
        for one in files:
            if self.covers(one.scope):
                for file, name in self.machine.matching(one.path):
                    found.append(SettingsLayer(one, file, name, self.read(file, name, one.format)))
        return found

    def read(self, file: Path, name: str, form: Format) -> Foreign | None:
        """Return the data of a file. If it cannot be read, return None and record a problem."""
        if (file, form) not in self._known:
            try:
                self._known[file, form] = foreign.read(file, form, name)
            except GateError as error:
                self._known[file, form] = None
                self.problems.append(Problem(name, error.message.removeprefix(f"{name}: ")))
            except FileNotFoundError:
                self._known[file, form] = None
                self.problems.append(Problem(name, "a link to nothing"))
        return self._known[file, form]

    def texts(self, read: Foreign, name: str) -> list[tuple[Key, str]]:
        """Return all texts in the settings. If anchors repeat too many, return none and record a problem."""
        try:
            return foreign.texts(read.data)
        except GateError as error:
            self.problems.append(Problem(name, error.message))
            return []

    def text(self, file: Path, name: str) -> str | None:
        """Return the text of a file. If it cannot be read, return None and record a problem."""
        try:
            return foreign.read_text(file, name)
        except GateError as error:
            self.problems.append(Problem(name, error.message.removeprefix(f"{name}: ")))
        except FileNotFoundError:
            self.problems.append(Problem(name, "a link to nothing"))
        return None


def show_value(value: Any) -> str:
    """Return a value of a setting in a form that may be shown, because it may be a secret."""
    if isinstance(value, bool) or value is None:
        return "null" if value is None else str(value).lower()
    if isinstance(value, int) and abs(value) < 10_000:
        return str(value)
    if isinstance(value, str):
        return f'"{value}"' if _PLAIN.fullmatch(value) else "a text" if value else "an empty text"
    return "a list" if isinstance(value, list) else "keys with values" if isinstance(value, dict) else "a number"


def commands(data: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the commands in some settings, each with the members beside it. A separate list of arguments is appended.

    Settings that are a single text are a command.
    """
    if isinstance(data, str):
        yield {}, data
    left, count = [data], 0
    while left and (count := count + 1) < 100_000:
        value = left.pop()
        if isinstance(value, dict):
            words = value.get("args")
            more = [word for word in words if isinstance(word, str)] if isinstance(words, list) else []
            for name in ("command", "exec", "bash", "powershell", "entry", "id", "uses", "run", "script"):
                if isinstance(value.get(name), str):
                    yield value, " ".join([value[name], *more])
            left += value.values()
        elif isinstance(value, list):
            left += value
            yield from (({}, item) for item in value if isinstance(item, str))
