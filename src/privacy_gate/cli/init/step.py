"""A step of a setup."""

from __future__ import annotations

from msgspec import Struct

from privacy_gate.audit.fixes import Edit
from privacy_gate.base.settings_files import foreign
from privacy_gate.cli.init.discovery import Discovery


class Step(Struct, frozen=True):
    """A proposed step.

    With `programs`, the edits create programs. `command` runs after the edits. `again` is the command that repeats the
    step if it changes something outside of the repository.
    """

    name: str
    title: str
    why: str
    edits: tuple[Edit, ...] = ()
    programs: bool = False
    command: tuple[str, ...] = ()
    there: str = ""
    by_hand: tuple[str, ...] = ()
    again: str = ""

    @property
    def is_open(self) -> bool:
        return bool(self.edits or self.command)


def read_text(found: Discovery, name: str) -> str | None:
    """Return the text of a file in the repository, or None if it does not exist."""
    try:
        return foreign.read_text(found.root / name, name)
    except FileNotFoundError:
        return None
