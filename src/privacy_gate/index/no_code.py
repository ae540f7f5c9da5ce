"""The code index for a directory that is no git repository."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privacy_gate.index.evidence import Match


class NoCode:
    """A code index without code. It reports one problem for each outbound text: `why` nothing can be recognised."""

    def __init__(self, why: str) -> None:
        self._why = why
        self._asked = False

    def prepare(self) -> None:
        self._asked = True

    def count_as_well(self, commit: str, never_send: Sequence[str]) -> None:
        """Do nothing, because no commit is known."""

    def matches(self, text: str) -> list[Match]:
        return []

    def take_problems(self) -> list[str]:
        asked, self._asked = self._asked, False
        return [self._why] if asked else []

    def open(self) -> None:
        pass

    def refresh(self) -> None:
        pass

    def gap(self) -> str:
        return ""
