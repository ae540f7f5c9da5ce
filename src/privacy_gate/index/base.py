"""The tree that a change starts from. It shows which added code existed before.

The store already has the fingerprints of most blobs of the tree. Missing blobs are read within a time limit. Files in
the folders of the changed files come first. What was read is added to the store if there is one.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from privacy_gate.base import git
from privacy_gate.base.errors import GateError
from privacy_gate.base.git import listing, objects
from privacy_gate.base.git.diffs import Beginning
from privacy_gate.config import Config
from privacy_gate.index import location
from privacy_gate.model import Exposure

if TYPE_CHECKING:
    from privacy_gate.index.store import Store

_SECONDS = {True: 0.25, False: 1.5}
"""The time limit in seconds for reading blobs that the store lacks: True for a staged change, because a user waits for
the commit, False for others.
"""
_MOST_PROMPTS, _LONGEST_PROMPT = 200, 200_000  # files, and bytes per file
_MANIFESTS = ("pyproject.toml", "setup.cfg", "setup.py", "package.json", "Cargo.toml")
_MANIFEST_DEPTH, _MOST_MANIFESTS, _LONGEST_MANIFEST = 2, 50, 100_000  # folders, files, and bytes per file
_PACKAGE_NAME = re.compile(
    r"""^[ \t]{0,12}["']?name["']?[ \t]{0,4}[=:][ \t]{0,4}["']?([\w.@/-]{1,100})""", re.MULTILINE
)
_ATTRIBUTES = {
    "linguist-generated": "generated",
    "linguist-vendored": "vendored",
    "linguist-documentation": "documentation",
}
"""The attributes of `.gitattributes` that exclude a file from GitHub's statistics, and what they say about the file."""


class BaseTree:
    """The tree that a change of a git repository starts from.

    The store is opened at its first use, and only if it exists.
    """

    def __init__(
        self, repository: git.Repository, config: Config, beginning: Beginning, *, store: bool, seconds: float = 0
    ) -> None:
        """Create the tree. Nothing is read.

        `seconds` limits the time for blobs that the store lacks. 0 selects the default for the kind of change.
        """
        self._repository, self._config, self._beginning = repository, config, beginning
        self._may_use_store = store
        self._seconds = seconds or _SECONDS[beginning.start == "HEAD"]
        self.is_whole = False

    def old_texts(self) -> Iterator[str]:
        """Yield the old versions of the code files that the change touches."""
        from privacy_gate.index import file_kinds

        old = [oid for path, oid in self._beginning.old if file_kinds.is_code(path)]
        for data in objects.read_contents(self._repository.root, old, file_kinds.LARGEST):
            if isinstance(data, bytes) and (text := file_kinds.decode_file(data)):
                yield text

    def left_out(self, paths: Sequence[str]) -> Mapping[str, str]:
        """Return the paths that `.gitattributes` declares not to be code of this project, each with the reason."""
        found = listing.attributes(self._repository.root, paths, tuple(_ATTRIBUTES))
        return {path: next(_ATTRIBUTES[name] for name in _ATTRIBUTES if name in names) for path, names in found.items()}

    def package_names(self) -> set[str]:
        """Return the names of the packages that the repository publishes, from up to 50 manifests of the tree."""
        root = self._repository.root
        manifests = [
            oid
            for path, oid in listing.tree_blobs(root, self._beginning.start)
            if path.rpartition("/")[2] in _MANIFESTS and path.count("/") <= _MANIFEST_DEPTH
        ]
        contents = objects.read_contents(root, manifests[:_MOST_MANIFESTS], _LONGEST_MANIFEST)
        texts = (data.decode(errors="replace") for data in contents if isinstance(data, bytes))
        return {found[1] for text in texts for found in _PACKAGE_NAME.finditer(text)}

    def find_known(self, grams: Collection[int], paths: Collection[str]) -> set[int]:
        """Return those of the given k-grams (channel P, without a key) that are fingerprints of the tree.

        Only files whose names end like those of `paths` are compared.
        """
        places = self._places(paths)
        folder = location.folder(self._repository)
        if self._may_use_store and (folder / "index.db").is_file():
            from privacy_gate.index.store import Store

            try:
                store = Store(folder, patience=0.2)
                try:
                    return self._find_in_store(store, grams, places)
                finally:
                    store.close()
            except GateError:  # locked, read-only or damaged: read the blobs instead
                pass
        return self._find_by_reading(grams, places, None)

    def _places(self, paths: Collection[str]) -> dict[str, str]:
        """Return the code blobs of the tree by object id, with one path each.

        Those in the folders of `paths` come first.
        """
        from privacy_gate.index import file_kinds

        endings = {path.rpartition(".")[2] for path in paths}
        folders = {path.rpartition("/")[0] for path in paths}
        listed = [
            (path, oid)
            for path, oid in listing.tree_blobs(self._repository.root, self._beginning.start)
            if path.rpartition(".")[2] in endings and file_kinds.is_code(path)
        ]
        listed.sort(key=lambda place: place[0].rpartition("/")[0] not in folders)
        found: dict[str, str] = {}
        for path, oid in listed:
            found.setdefault(oid, path)
        return found

    def _find_in_store(self, store: Store, grams: Collection[int], places: Mapping[str, str]) -> set[int]:
        by_id = {bytes.fromhex(oid): oid for oid in places}
        in_store = store.kinds(by_id)
        missing = {oid: path for oid, path in places.items() if bytes.fromhex(oid) not in in_store}
        values = list(grams)
        of_key = dict(zip(store.hash_prints(values), values, strict=True))
        found = {of_key[key] for key, oids in store.blobs_with(of_key) if any(oid in by_id for oid in oids)}
        return found | self._find_by_reading(grams, missing, store)

    def _find_by_reading(self, grams: Collection[int], places: Mapping[str, str], store: Store | None) -> set[int]:
        """Read blobs until the time limit, and return the given k-grams that they contain.

        Their fingerprints are stored.
        """
        from privacy_gate.index import file_kinds, file_reader
        from privacy_gate.index.store_rows import TreePlace

        ends = time.monotonic() + self._seconds
        wanted, found, entries = frozenset(grams), set[int](), []
        self.is_whole = True
        contents = objects.read_contents(self._repository.root, list(places), file_kinds.LARGEST)
        for (oid, path), data in zip(places.items(), contents, strict=False):
            if time.monotonic() > ends:
                self.is_whole = False
                break
            content = data if isinstance(data, bytes) else b""
            found |= wanted.intersection(_prints(content))
            if store is not None and isinstance(data, bytes):  # never-send files are read regardless of size
                place = TreePlace(path, loose=False, oid=bytes.fromhex(oid))
                entries.append(
                    file_reader.build_entry(place, content, store, dense=file_kinds.never_leaves(path, self._config))
                )
        contents.close()
        if store is not None and entries:
            with store.transaction():
                store.put(entries, sorted_in=False)
        return found

    def prompts(self) -> Iterator[tuple[str, str]]:
        """Yield the path and text of each prompt that git tracks, or that is in a folder of prompts.

        Unreadable and very large files are skipped. At most 200 are read.
        """
        root = self._repository.root
        tracked = [path for path, _ in listing.staged_blobs(root)]
        named = dict.fromkeys([*tracked, *self._list_in_folders()])
        chosen = [path for path in named if self._config.exposure(path) is Exposure.OUTBOUND]
        for path in chosen[:_MOST_PROMPTS]:
            file = root / path
            try:
                if file.is_symlink() or not file.is_file() or file.stat().st_size > _LONGEST_PROMPT:
                    continue
                yield path, file.read_bytes().decode("utf-8", "replace")
            except OSError:
                continue

    def _list_in_folders(self) -> Iterator[str]:
        """Yield the files in the folders that the globs of `prompts` begin with.

        Files that git ignores are included, because `prompts/` is often ignored.
        """
        root = self._repository.root
        for pattern in self._config.prompts:
            literal, wild, _ = pattern.partition("*")
            folder = literal.rpartition("/")[0]
            if wild and folder and (root / folder).is_dir():
                for file in sorted((root / folder).rglob("*"))[:_MOST_PROMPTS]:
                    yield file.relative_to(root).as_posix()


def _prints(data: bytes) -> list[int]:
    from privacy_gate.index import file_kinds, winnow
    from privacy_gate.index.lexer import lex

    text = file_kinds.decode_file(data)
    if text is None or file_kinds.is_generated(text):
        return []
    hashes = winnow.hash_parameterised(lex(text))
    return [hashes[at] for at in winnow.winnow(hashes)]
