"""Use texts by path as a repository in memory. The test cases of rules need this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from privacy_gate.base.hashing import blake2b
from privacy_gate.config import Config
from privacy_gate.index import file_kinds, file_reader
from privacy_gate.index.evidence import Match
from privacy_gate.index.own_names import Names, names_of_files
from privacy_gate.index.query import TreeView, search
from privacy_gate.index.store import Store
from privacy_gate.index.store_rows import TreePlace


class CodeOfFiles:
    """The code of some texts, with the interface of a code index."""

    def __init__(self, texts: Mapping[str, str], config: Config) -> None:
        self._texts = dict(texts)
        self._config = config

    def prepare(self) -> None:
        """Do nothing, because no preparation is needed."""

    def count_as_well(self, commit: str, never_send: Sequence[str]) -> None:
        """Do nothing, because there are no commits."""

    def matches(self, text: str) -> list[Match]:
        store = Store(None)
        places = {
            path: TreePlace(path, loose=False, oid=blake2b(f"{path}\0{content}".encode(), digest_size=20).digest())
            for path, content in self._texts.items()
            if file_kinds.is_indexed(path, self._config)
        }
        entries = [
            file_reader.build_entry(
                place, self._texts[path].encode(), store, dense=file_kinds.never_leaves(path, self._config)
            )
            for path, place in places.items()
        ]
        with store.transaction():
            store.put(entries, sorted_in=True)
            store.settle(Path("/"), b"", (), places.values())
        tree, _, prints, _ = store.tree(Path("/"))
        config = self._config
        view = TreeView(
            store,
            (tree,),
            prints,
            store.count_dense_prints((tree,)),
            lambda path: file_kinds.never_leaves(path, config),
            lambda place: self._texts[place.path],
        )
        found = search(text, view)
        store.close()
        return found

    def take_problems(self) -> list[str]:
        return []

    def open(self) -> None:
        """Do nothing, because nothing is stored."""

    def refresh(self) -> None:
        """Do nothing, because nothing is stored."""

    def gap(self) -> str:
        return ""


class NamesOfFiles:
    """The names of some texts, with the interface of a source of names."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def open_names(self) -> Names:
        return names_of_files(self._texts.items())

    def refresh(self) -> None:
        """Do nothing, because nothing is stored."""

    def gap(self) -> str:
        return ""
