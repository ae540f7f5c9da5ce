"""A step of a set-up, and what it is made with."""

from __future__ import annotations

from msgspec import Struct

from privacy_gate.audit.fixes import Edit
from privacy_gate.base.settings_files import foreign
from privacy_gate.cli.init.discovery import Discovery


class Step(Struct, frozen=True):
    """A step that is proposed. `programs` are the edits that make a program; `command` is run after them. `again` is
    how to take a step by itself that changes something outside of the repository."""

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
    """The text of a file of the repository; None where there is none."""
    try:
        return foreign.read_text(found.root / name, name)
    except FileNotFoundError:
        return None
