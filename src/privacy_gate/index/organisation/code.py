"""The code of an organisation's other repositories, for checkers. The index is opened for the first outbound text."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from privacy_gate.base.errors import GateError
from privacy_gate.config.parts import Organisation

if TYPE_CHECKING:  # slow imports are deferred until an outbound text is checked
    from privacy_gate.index.code_index import Code, RepositoryCode
    from privacy_gate.index.evidence import Match
    from privacy_gate.index.organisation.search import Sources


class OrganisationCode:
    """The code of other repositories, as far as it was downloaded. `own` is the code of this repository."""

    def __init__(
        self, organisation: Organisation, folder: Path, own: RepositoryCode | None, say: Callable[[str, str], None]
    ) -> None:
        """Create the index without opening it.

        Paths in the settings are relative to `folder`. `say` receives a note and a hint if the index cannot be used and
        the settings do not require it.
        """
        self._organisation, self._folder, self._own, self._say = organisation, folder, own, say
        self._sources: Sources | None = None
        self._is_open = False
        self._problems: list[str] = []
        self._why = ""

    def prepare(self) -> None:
        """Do nothing, because no preparation is needed."""

    def count_as_well(self, commit: str, never_send: Sequence[str]) -> None:
        """Do nothing, because the commit belongs to this repository."""

    def matches(self, text: str) -> list[Match]:
        sources = self._open()
        if sources is None:
            if self._why:
                self._problems.append(self._why)
            return []
        from privacy_gate.index import evidence
        from privacy_gate.index.organisation.search import search

        try:
            return search(evidence.readings(text), sources)
        except GateError as error:
            self._problems.append(error.message)
            return []

    def take_problems(self) -> list[str]:
        taken, self._problems = self._problems, []
        return taken

    def open(self) -> None:
        self._open()

    def refresh(self) -> None:
        """Open the index before this process forks."""
        self._open()

    def gap(self) -> str:
        return ""  # the downloaded index is complete; one that is missing is a problem, if the settings require it

    def _open(self) -> Sources | None:
        if not self._is_open:
            self._is_open = True
            try:
                self._sources = self._look_up()
            except GateError as error:
                message = f"cannot search for code of other repositories: {error.message}"
                if self._organisation.required:
                    self._why = f"{message} ({error.hint})" if error.hint else message
                else:
                    self._say(message, error.hint or "")
        return self._sources

    def _look_up(self) -> Sources:
        from privacy_gate.index.organisation import local_copy, secret
        from privacy_gate.index.organisation.membership import Membership
        from privacy_gate.index.organisation.search import Sources

        here = local_copy.folder(local_copy.address(self._organisation, self._folder))
        data = local_copy.membership(here)
        key = secret.load(self._organisation.key, self._folder, os.environ)
        there = local_copy.Pulled(here, key)
        membership = Membership(data, key, "the filter of the organisation's index")
        return Sources(key, membership, there.repositories, there.shard, self._find_own)

    def _find_own(self, values: Collection[int]) -> Collection[int]:
        return self._own.find_known(values) if self._own is not None else ()


class Together:
    """The code of this repository and of others as one index."""

    def __init__(self, *parts: Code) -> None:
        self._parts = parts

    def prepare(self) -> None:
        for part in self._parts:
            part.prepare()

    def count_as_well(self, commit: str, never_send: Sequence[str]) -> None:
        for part in self._parts:
            part.count_as_well(commit, never_send)

    def matches(self, text: str) -> list[Match]:
        return [match for part in self._parts for match in part.matches(text)]

    def take_problems(self) -> list[str]:
        return [problem for part in self._parts for problem in part.take_problems()]

    def open(self) -> None:
        for part in self._parts:
            part.open()

    def refresh(self) -> None:
        for part in self._parts:
            part.refresh()

    def gap(self) -> str:
        return next(filter(None, (part.gap() for part in self._parts)), "")
