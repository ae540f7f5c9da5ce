"""The code of this repository, for checkers. The index is opened and updated for the first outbound text."""

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

if TYPE_CHECKING:  # slow imports are deferred until an outbound text is checked, so commits do not need them
    from privacy_gate.index.evidence import Match
    from privacy_gate.index.query import TreeView
    from privacy_gate.index.store import Store
    from privacy_gate.index.store_rows import TreePlace
    from privacy_gate.index.update import TreeState


class Code(Protocol):
    """An index of code that checkers can search."""

    def prepare(self) -> None:
        """Announce that an outbound text will be checked and `matches` will be called."""
        ...

    def count_as_well(self, commit: str, never_send: Sequence[str]) -> None:
        """Treat the files of a commit as current code.

        `never_send` are the globs of that commit's settings, and count too.
        """
        ...

    def matches(self, text: str) -> list[Match]:
        """Return the places whose code a text contains, the most certain first."""
        ...

    def take_problems(self) -> list[str]:
        """Return the problems since the last call: one sentence for each search that was not possible."""
        ...

    def open(self) -> None:
        """Open the index, and update it within its limits."""
        ...

    def refresh(self) -> None:
        """Update the index and prepare it for forks of this process."""
        ...

    def gap(self) -> str:
        """Return a sentence that says why some code may not be recognised; empty if the index is complete.

        Never-send code is always indexed.
        """
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
            self._loose.ask()  # git works while the other checkers run

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
        view = self._open_view()
        if view is None:
            if self._why:
                self._problems.append(self._why)  # for each text: a caller may have dropped it
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

    def find_known(self, hashes: Collection[int]) -> set[int]:
        """Return the given fingerprints (without a key) that belong to known code.

        Known code is the code of this repository on any branch, as far as it was indexed, and that of the public
        repositories of the settings.
        """
        view = self._open_view()
        if view is None:
            return set()
        keyed = dict(zip(view.store.hash_prints(hashes), hashes, strict=True))
        try:
            return {keyed[key] for key, _ in view.store.blobs_with(keyed)}
        except GateError:  # only consequence: code of this repository is reported twice
            return set()

    def open(self) -> None:
        self._open_view()

    def refresh(self) -> None:
        """Update the store, and close it before this process forks. A store in memory stays open."""
        view = self._open_view()
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

    def _open_view(self) -> TreeView | None:
        if not self._is_open:
            self._is_open = True
            self._view = self._bring_up_to_date()
        return self._view

    def _bring_up_to_date(self) -> TreeView | None:
        """Return the updated store. If the file cannot be written, a store in memory is used for this process."""
        from privacy_gate.index.store import Store

        store = None
        try:
            store = Store(folder(self._repository), patience=self._allowance.patience)
            return self._fill(store, "")
        except GateError as error:
            self._allowance.say(error.message, error.hint or BUILD)
            why = error.message
            if store is not None:
                store.close()
        try:
            return self._fill(Store(None), why)
        except GateError as error:
            self._why = f"cannot search for never-send code: {error.message}"
            return None

    def _fill(self, store: Store, why: str) -> TreeView:
        """Update a store within the limits. `why` says why it is in memory; empty for a store on disk."""
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
            return file_kinds.decode_file(file_reader.read_content(root, place), file_kinds.LARGEST_GUARDED)

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
            store.count_dense_prints(trees),
            lambda path: file_kinds.never_leaves(path, config),
            read,
            known,
            Origins(self._repository, config, self._commits).find_brought,
        )
