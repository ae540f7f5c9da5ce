"""What the checks of one tool share: its settings in order of precedence, and how to say what was found."""

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
    """What a check came to. What cannot be told here is no pass."""

    PASS = "pass"  # noqa: S105  (no password)
    FAIL = "fail"
    UNKNOWN = "cannot verify"


class Fix(Struct, frozen=True):
    """A change that would mend a failure: a value at a key, entries of the list there, or lines of a text."""

    file: Path
    name: str
    format: Format | Literal["lines"]
    key: Key = ()
    value: bool | int | str | None = None
    entries: tuple[str, ...] = ()


class CheckResult(Struct, frozen=True):
    """What a check came to, and where: a path as it is shown, a line from 1. `message` says what is there,
    `advice` what to do."""

    check: AnyCheck
    tool: Tool
    outcome: CheckOutcome
    path: str
    line: int
    message: str
    advice: str | None = None
    fixes: tuple[Fix, ...] = ()


class SettingsLayer(NamedTuple):
    """A settings file that is there. Nothing is known of one that could not be read."""

    of: SettingsFile
    file: Path
    name: str
    read: Foreign | None

    def at(self, key: Key) -> Any:
        """What stands at a key; `MISSING` where nothing does."""
        return foreign.get_value(self.read.data, key, MISSING) if self.read else MISSING

    def line(self, key: Key) -> int:
        return self.read.line(key) if self.read else 1


MISSING = object()


class Look:
    """A look at a machine for the sake of one part of it. Each file is read once."""

    def __init__(self, records: Records, machine: Machine, part: Part) -> None:
        self.records, self.machine, self.part = records, machine, part
        self.problems: list[Problem] = []
        self._known: dict[tuple[Path, Format], Foreign | None] = {}

    @property
    def files(self) -> int:
        """How many files were read."""
        return len(self._known)

    def covers(self, scope: Scope) -> bool:
        """Whether files of a scope are looked at."""
        return self.part == "all" or (self.part == "repository") == (scope in REPOSITORY_SCOPES)

    def seen(self, tool: Tool) -> str | None:
        """The path that tells that a tool is used, of the part that is looked at; None when nothing does."""
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
        """Those of some settings files that are there, in their order."""
        found: list[SettingsLayer] = []
        for one in files:
            if self.covers(one.scope):
                for file, name in self.machine.matching(one.path):
                    found.append(SettingsLayer(one, file, name, self.read(file, name, one.format)))
        return found

    def read(self, file: Path, name: str, form: Format) -> Foreign | None:
        """What a file says; None, and a problem, when it cannot be read."""
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
        """All texts in some settings; none, and a problem, where anchors make more of them than anybody can read."""
        try:
            return foreign.texts(read.data)
        except GateError as error:
            self.problems.append(Problem(name, error.message))
            return []

    def text(self, file: Path, name: str) -> str | None:
        """The text of a file; None, and a problem, when it cannot be read."""
        try:
            return foreign.read_text(file, name)
        except GateError as error:
            self.problems.append(Problem(name, error.message.removeprefix(f"{name}: ")))
        except FileNotFoundError:
            self.problems.append(Problem(name, "a link to nothing"))
        return None


def show_value(value: Any) -> str:
    """A value of a setting as far as it may be shown: it may be somebody's secret."""
    if isinstance(value, bool) or value is None:
        return "null" if value is None else str(value).lower()
    if isinstance(value, int) and abs(value) < 10_000:
        return str(value)
    if isinstance(value, str):
        return f'"{value}"' if _PLAIN.fullmatch(value) else "a text" if value else "an empty text"
    return "a list" if isinstance(value, list) else "keys with values" if isinstance(value, dict) else "a number"


def commands(data: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """The commands in some settings, with what stands beside them; arguments in a list of their own are joined.
    Settings that are a text are a command."""
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
