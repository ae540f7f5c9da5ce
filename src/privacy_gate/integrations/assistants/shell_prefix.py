"""The program beside an assistant's settings through which it runs commands, and the variable that names it."""

from __future__ import annotations

from pathlib import Path

import msgspec

from privacy_gate.audit.fixes import Edit
from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_edits import remove_value, set_value
from privacy_gate.base.settings_files import foreign
from privacy_gate.integrations.assistants.setup import Beside


def edits(settings: Edit, beside: Beside, *, remove: bool) -> list[Edit]:
    """Return the edit of the settings, together with the edit that creates or deletes the program."""
    file = settings.file.parent / beside.name
    name = f"{settings.name.rpartition('/')[0]}/{beside.name}"
    key = ("env", beside.variable)
    there = foreign.get_value(foreign.parse_foreign(settings.after, "jsonc", settings.name).data, key)
    before = _text(file, name)
    if remove:
        after = settings.after
        if there == str(file):
            after = remove_value(after, settings.name, key)
            if foreign.get_value(foreign.parse_foreign(after, "jsonc", settings.name).data, ("env",)) == {}:
                after = remove_value(after, settings.name, ("env",))
        own = before is not None and before.splitlines()[1:2] == beside.text.splitlines()[1:2]
        gone = [Edit(file, name, before, "", program=True)] if own else []
        return [msgspec.structs.replace(settings, after=after), *gone]
    if there not in (None, str(file)):
        return [settings]
    after = set_value(settings.after, "jsonc", settings.name, key, str(file))
    return [Edit(file, name, before, beside.text, program=True), msgspec.structs.replace(settings, after=after)]


def is_prefix_set(settings: Path, name: str, beside: Beside) -> bool:
    """Whether the settings name the program."""
    try:
        data = foreign.read(settings, "jsonc", name).data
    except FileNotFoundError:
        return False
    return bool(foreign.get_value(data, ("env", beside.variable)) == str(settings.parent / beside.name))


def _text(file: Path, name: str) -> str | None:
    try:
        return foreign.read_text(file, name)
    except FileNotFoundError:
        return None
    except IsADirectoryError:
        raise GateError(f"{name} is a directory", "Move it to another location.") from None
