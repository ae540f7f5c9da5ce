"""The code of this repository, as checkers ask for it: opened and brought up to date when the first text goes out."""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from privacy_gate.base.errors import GateError
from privacy_gate.base.git.listing import Loose
from privacy_gate.base.text import plural
from privacy_gate.index.gaps import BUILD, describe_missing, too_large
from privacy_gate.index.indexed_repository import IndexedRepository
from privacy_gate.index.location import folder

if TYPE_CHECKING:  # what takes time is loaded when a text goes out, and not for a commit
    from privacy_gate.index.evidence import Match
    from privacy_gate.index.query import TreeView
    from privacy_gate.index.store import Store
    from privacy_gate.index.store_rows import TreePlace
    from privacy_gate.index.update import TreeState


class Code(Protocol):
    """Something that knows the code of a repository."""

    def prepare(self) -> None:
        """Say that a text goes out, and that its matches will be asked for."""
        ...

    def count_as_well(self, commit: str, never_send: Sequence[str]) -> None:
        """Let the tree of a commit count as today's does, and the globs of what never leaves that it has."""
        ...

    def matches(self, text: str) -> list[Match]:
        """The places of the repository that a text holds code of, the surest first."""
        ...

    def take_problems(self) -> list[str]:
        """What could not be looked for since this was asked last: a sentence each."""
        ...

    def open(self) -> None:
        """Bring it up to date, as far as that goes."""
        ...

    def refresh(self) -> None:
        """Bring it up to date, and be ready for this process to fork."""
        ...

    def gap(self) -> str:
        """Why not all code of this repository is recognised: a sentence. Code that never leaves is not missing."""
        ...


class RepositoryCode:
    """The code of a git repository."""

    def __init__(self, indexed: IndexedRepository) -> None:
        self._repository, self._config, self._allowance, self._clones, loose = indexed
        self._loose = loose or Loose(self._repository.root)
        self._commits = [self._repository.commit] if self._repository.commit else []
        self._view: TreeView | None = None
        self._is_open = False
        self._problems: list[str] = []
        self._why = ""
        self._gap = self._unread = ""

    def prepare(self) -> None:
        if not self._is_open:
            self._loose.ask()  # git works while the other checkers do

    def count_as_well(self, commit: str, never_send: Sequence[str]) -> None:
        new = [one for one in never_send if one not in self._config.never_send]
        if new:
            self._config = replace(self._config, never_send=[*self._config.never_send, *new])
        if commit not in self._commits:
            self._commits.append(commit)
        elif not new:
            return
        self._close()

    def _close(self) -> None:
        if self._view is not None:
            self._view.store.close()
        self._view, self._is_open = None, False

    def matches(self, text: str) -> list[Match]:
        view = self._opened()
        if view is None:
            if self._why:
                self._problems.append(self._why)  # for each text: who asked first may have dropped it
            return []
        from privacy_gate.index.query import search

        self._problems += [self._unread] if self._unread else []
        try:
            return search(text, view)
        except GateError as error:
            self._problems.append(error.message)
            return []

    def take_problems(self) -> list[str]:
        taken, self._problems = self._problems, []
        return taken

    def known(self, hashes: Collection[int]) -> set[int]:
        """The fingerprints (without a key) that indexed code of this repository contains, in any branch, or code of a
        public repository in the settings.
        """
        view = self._opened()
        if view is None:
            return set()
        keyed = dict(zip(view.store.keyed(hashes), hashes, strict=True))
        try:
            return {keyed[key] for key, _ in view.store.blobs_with(keyed)}
        except GateError:  # what is of this repository too is then found twice
            return set()

    def open(self) -> None:
        self._opened()

    def refresh(self) -> None:
        """Bring the store up to date and close it: before this process forks. A store in memory stays open."""
        view = self._opened()
        if self._clones is not None:
            self._clones.look()
        self._allowance = self._allowance.spent()
        if view is not None and not view.store.is_kept:
            return
        if view is not None:
            view.store.close()
        self._view, self._is_open = None, False

    def gap(self) -> str:
        return self._gap

    def _opened(self) -> TreeView | None:
        if not self._is_open:
            self._is_open = True
            self._view = self._brought_up_to_date()
        return self._view

    def _brought_up_to_date(self) -> TreeView | None:
        """The store on disk; where it cannot be written, one in memory for this process."""
        from privacy_gate.index.store import Store

        store = None
        try:
            store = Store(folder(self._repository), patience=self._allowance.patience)
            return self._filled(store, "")
        except GateError as error:
            self._allowance.say(error.message, error.hint or BUILD)
            why = error.message
            if store is not None:
                store.close()
        try:
            return self._filled(Store(None), why)
        except GateError as error:
            self._why = f"cannot search for never-send code: {error.message}"
            return None

    def _filled(self, store: Store, why: str) -> TreeView:
        """A store that is up to date as far as the allowance goes. `why` it is not the one on disk."""
        from privacy_gate.index import trusted_tree, update

        budget, watch = self._allowance.budget, self._allowance.watch
        with watch("files of this repository") as progress:
            state = update.bring_up_to_date(
                store, self._repository, self._config, budget, loose=self._loose, progress=progress
            )
        states = [state]
        for number, commit in enumerate(self._commits):
            states.append(
                trusted_tree.bring_up_to_date(store, self._repository, self._config, commit, number, budget=budget)
            )
        if behind := sum(one.behind for one in states):
            self._gap = describe_missing("private index", f"code of {plural(behind, 'file')}", why)
        self._unread = too_large(store, [one.tree for one in states], self._config)
        return self._look(store, states)

    def _look(self, store: Store, states: Sequence[TreeState]) -> TreeView:
        from privacy_gate.index import file_kinds, file_reader, installed, public_filter
        from privacy_gate.index.origin import Origins
        from privacy_gate.index.query import TreeView

        root, config = self._repository.root, self._config
        trees = tuple(one.tree for one in states)

        def read(place: TreePlace) -> str | None:
            return file_kinds.decode_file(file_reader.content(root, place), file_kinds.LARGEST_GUARDED)

        open_here: list[Container[int]] = []
        if own := installed.known_packages(root):
            open_here.append(own)
        if self._clones is not None:
            from privacy_gate.index.public_code import PublicCode

            budget = self._allowance.budget
            open_here.append(
                PublicCode(store, self._clones, budget, lambda message: self._allowance.say(message, BUILD))
            )
        known = public_filter.Either(*open_here) if open_here else frozenset[int]()
        return TreeView(
            store,
            trees,
            sum(one.prints for one in states),
            store.dense(trees),
            lambda path: file_kinds.never_leaves(path, config),
            read,
            known,
            Origins(self._repository, config, self._commits).find_brought,
        )
