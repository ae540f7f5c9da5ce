"""Find added code that is also in a prompt. It may have come from an assistant."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from privacy_gate.base.hashing import blake2b
from privacy_gate.base.language_table import weighed_language
from privacy_gate.model import Change, Exposure

_FEWEST_SHARED = 2  # common k-grams that a prompt needs before the exact comparison


class PromptCandidate(Struct, frozen=True):
    """Added lines of a file that are also in a prompt. Both ranges of lines count from 1, and include the last line."""

    path: str
    added: tuple[int, int]
    prompt: str
    prompt_lines: tuple[int, int]


def candidates(change: Change, prompts: Iterable[tuple[str, str]]) -> Iterator[PromptCandidate]:
    """Yield the places where added code is in a prompt.

    These are the prompts of the change, and `prompts` (paths and texts).
    """
    added = _added(change)
    if not added:
        return
    own = [(one.path, one.text) for one in change.documents if one.exposure is Exposure.OUTBOUND]
    names = {path for path, _ in own}
    looked_for: set[int] | None = None
    finder = None
    for path, text in [*own, *(prompt for prompt in prompts if prompt[0] not in names)]:
        looked_for = looked_for or _grams(added.values())
        if len(looked_for.intersection(_grams([text]))) < _FEWEST_SHARED:
            continue
        finder = finder or _CandidateFinder(added)
        for found in finder.matches(text):
            yield PromptCandidate(found.path, found.source, path, found.prompt)


def _added(change: Change) -> dict[str, str]:
    """Return the text of each code file in which all lines except the added ones are empty."""
    found: dict[str, str] = {}
    for document in change.documents:
        if document.exposure is Exposure.OUTBOUND or weighed_language(document.path) is None or not document.added:
            continue
        rows = document.text.split("\n")
        found[document.path] = "\n".join(row if number in document.added else "" for number, row in enumerate(rows, 1))
    return found


def _grams(texts: Iterable[str]) -> set[int]:
    from privacy_gate.index import winnow
    from privacy_gate.index.lexer import lex

    found: set[int] = set()
    for text in texts:
        tokens = lex(text)
        found.update(winnow.exact(tokens))
        found.update(winnow.hash_parameterised(tokens))
    return found


class _CandidateFinder:
    """Find code in prompts.

    It uses the search of the private index, with a store in memory that contains only this code.
    """

    def __init__(self, texts: dict[str, str]) -> None:
        from privacy_gate.index import file_reader
        from privacy_gate.index.query import TreeView
        from privacy_gate.index.store import Store
        from privacy_gate.index.store_rows import TreePlace

        store = Store(None)
        places = [
            TreePlace(
                path, loose=False, oid=blake2b(f"{path}\0{text}".encode("utf-8", "replace"), digest_size=20).digest()
            )
            for path, text in texts.items()
        ]
        entries = [
            file_reader.build_entry(place, texts[place.path].encode("utf-8", "replace"), store, dense=False)
            for place in places
        ]
        with store.transaction():
            store.put(entries, sorted_in=True)
            store.settle(Path("/"), b"", (), places)
        tree, _, prints, _ = store.tree(Path("/"))
        self._view = TreeView(store, (tree,), prints, 0, lambda _path: False, lambda place: texts[place.path])

    def matches(self, prompt: str) -> Collection[_Match]:
        from privacy_gate.index.evidence import Strength
        from privacy_gate.index.query import search

        return [
            _Match(found.path, found.source, found.prompt)
            for found in search(prompt, self._view)
            if found.strength >= Strength.CLEAR
        ]


class _Match(Struct, frozen=True):
    path: str
    source: tuple[int, int]
    prompt: tuple[int, int]
