"""The texts about a check, generated from its record."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET, UnsetType

from privacy_gate.base.text import one_line
from privacy_gate.rules.toolchain.records import (
    Account,
    AnyCheck,
    HookRecord,
    IgnoreFile,
    Scalar,
    Setting,
    SettingsFile,
    Tool,
    Wanted,
)

_LISTED = 5


def make_title(tool: Tool, words: str) -> str:
    return f"{tool.name}: {words}" if tool.signs else words[:1].upper() + words[1:]


def remedy(check: AnyCheck, tool: Tool) -> str:
    """Return the advice for a check, from its record."""
    parts = [_sentence(check.remedy)] if check.remedy else []
    if not check.remedy:
        if isinstance(check, Setting):
            parts.append(f"Set {' and '.join(wish(one) for one in check.every or check.any[:1])}.")
        elif isinstance(check, IgnoreFile):
            parts.append(f"Create {check.names[0]} with the paths that no assistant should read.")
        elif isinstance(check, Account):
            parts.append(f"Open {check.page}: {check.set}.")
        elif isinstance(check, HookRecord) and check.install:
            parts.append(_sentence(check.install))
    note = [_sentence(check.note)] if check.note else []
    return " ".join([*parts, *note, f"Source: {check.source} (read {check.read})."])


def _sentence(words: str) -> str:
    words = words.strip()
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}"


def list_names(names: Sequence[str]) -> str:
    """Return the first names, and the number of the remaining ones."""
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(map(one_line, names[:_LISTED])) + more


def wish(wanted: Wanted, file: SettingsFile | None = None, missing: Sequence[str] = ()) -> str:
    """Return `key to value`, for a sentence that begins with "Set".

    The key is spelled as in the settings file, if there is one. `missing` are the entries that a list lacks.
    """
    name = wanted.name
    if file is not None:
        name = ".".join((*file.variables, wanted.name) if wanted.variable and file.variables else wanted.key) or name
    if wanted.covers and not missing:
        return f"{name} to a list that covers the sensitive paths with {wanted.covers}(…)"
    if wanted.covers or wanted.has:
        return f"{name} to a list with {', '.join(missing or wanted.has)}"
    if wanted.at_most is not None:
        return f"{name} to at most {wanted.at_most}"
    value = target(wanted)
    return f"{name} to nothing" if value is UNSET else f"{name} to {show_value(value)}"


def target(wanted: Wanted) -> Scalar | UnsetType:
    """Return the value that --fix writes, or UNSET if there is none."""
    if wanted.good:
        return wanted.good[0]
    if wanted.filled:
        return "1"
    if wanted.bad and isinstance(wanted.bad[0], bool):
        return not wanted.bad[0]
    return wanted.at_most if wanted.at_most is not None else UNSET


def show_value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else str(value)
