"""The names of this repository, for checkers. They are updated for the first outbound text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privacy_gate.base.errors import GateError
from privacy_gate.base.text import plural
from privacy_gate.index.gaps import BUILD, describe_missing
from privacy_gate.index.indexed_repository import IndexedRepository

if TYPE_CHECKING:  # slow imports are deferred until an outbound text is checked
    from privacy_gate.index.own_names import Names
    from privacy_gate.index.own_names_store import NameStore


class RepositoryNames:
    """The names of a git repository. They are stored in its private index."""

    def __init__(self, indexed: IndexedRepository) -> None:
        self._repository, self._config, self._allowance, self._clones, self._loose = indexed
        self._store: NameStore | None = None
        self._gap = ""

    def open_names(self) -> Names:
        """Return the updated names. Raises GateError if git fails."""
        if self._store is None:
            self._store = self._bring_up_to_date()
        return self._store

    def refresh(self) -> None:
        """Update the names, and close them before this process forks. Names in memory stay open."""
        self.open_names()
        if self._clones is not None:
            self._clones.look()
        self._allowance = self._allowance.spent()
        if self._store is not None and self._store.is_kept:
            self._store.close()
            self._store = None

    def gap(self) -> str:
        return self._gap

    def _bring_up_to_date(self) -> NameStore:
        """Return the updated names. If the file cannot be written, names in memory are used for this process."""
        from privacy_gate.index.own_names_store import NameStore

        try:
            return self._fill(NameStore(self._repository, patience=self._allowance.patience), "")
        except GateError as error:  # the directory cannot be written, or another process holds the lock for too long
            self._allowance.say(error.message, error.hint or BUILD)
            return self._fill(NameStore(self._repository, kept=False), error.message)

    def _fill(self, store: NameStore, why: str) -> NameStore:
        """Update the names within the limits. `why` says why they are in memory; empty for names on disk."""
        from privacy_gate.index.origin import Origins

        budget = self._allowance.budget
        with self._allowance.watch("files for their names") as progress:
            left = store.bring_up_to_date(self._config, budget, progress, loose=self._loose)
        if left:
            self._gap = describe_missing("index of names", f"names in {plural(left, 'file')}", why)
        store.subtract_brought(Origins(self._repository, self._config).is_brought)
        if self._clones is not None:
            store.subtract(self._clones, budget, lambda message: self._allowance.say(message, BUILD))
        return store
