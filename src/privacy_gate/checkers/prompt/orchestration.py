"""Decide whether a prompt describes in which order other parts of a system are called.

The order of steps within one algorithm is no such description, because no named part is called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from privacy_gate.checkers.prompt.prompt_text import Token, sentences, tokens
from privacy_gate.checkers.prompt.prompt_words import words

_PARTS = words("parts")
_COMPOUNDS = ("dienst", "modul", "system", "komponente", "prozess", "abruf", "ausgabe", "prufung", "versand")
_WEAK = words("weak parts")
_NO_AGENTS = words("no agents")
_ORDER = words("order")
_CALLS = words("calls")
_ARTICLES = words("determiners")
_WINDOW = 4  # consecutive sentences that are evaluated together
_CALLED = words("called after")
_CALLEE = re.compile(r"_{0,2}[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?:\(.*)?|[a-z]+[a-z0-9]*(?:[A-Z][A-Za-z0-9]*)+(?:\(.*)?")
_NEAR = 4  # maximum tokens between a calling word and the called name
_LONGEST = 90  # tokens of a sentence; longer ones are lists


def find_call_order(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of the first word that orders calls; None if the text describes no order of calls."""
    found = [(sentence, _Counts.of(sentence)) for sentence in sentences(tokens(text, start, end)) if sentence]
    for index, (sentence, counts) in enumerate(found):
        if not counts.relevant:
            continue
        if counts.alone:
            return _first_word(sentence)
        together, read = counts, list(sentence)
        for later, more in found[index + 1 : index + _WINDOW]:
            if not more.relevant:
                break
            together, read = together.plus(more), [*read, *later]
            if together.joined:
                return _first_word(read)
    return None


def _first_word(read: Sequence[Token]) -> tuple[int, int]:
    told = [token for token in read if token.kind == "word" and token.word in _ORDER | _CALLS]
    found = next((token for token in told if token.word in _ORDER), told[0])
    return found.start, found.end


class _Counts(Struct, frozen=True):
    """The ordering words, calling words, system parts and called names in some sentences.

    `length` is the number of tokens.
    """

    order: int
    calls: int
    parts: frozenset[str]
    length: int
    callees: frozenset[str] = frozenset()

    @classmethod
    def of(cls, sentence: Sequence[Token]) -> _Counts:
        words = [token.word for token in sentence if token.kind == "word"]
        order, calls = (sum(word in known for word in words) for known in (_ORDER, _CALLS))
        callees = frozenset(_callees(sentence))
        return cls(order, calls, callees.union(_parts(sentence)), len(sentence), callees)

    def plus(self, other: _Counts) -> _Counts:
        callees = self.callees | other.callees
        return _Counts(self.order + other.order, self.calls + other.calls, self.parts | other.parts, 0, callees)

    @property
    def relevant(self) -> bool:
        return self.length <= _LONGEST and (len(self.parts) > 0 or (self.order > 0 and self.calls > 0))

    @property
    def alone(self) -> bool:
        """Whether this sentence by itself describes an order of calls."""
        parts, callees = len(self.parts), len(self.callees)
        if self.order and self.calls and (callees >= 2 or (callees and self.order >= 2 and self.calls >= 2)):
            return True
        if callees >= 3 and self.calls >= 2:
            return True
        if parts >= 2:
            return self.order >= 1 and self.calls >= 1 and self.order + self.calls + parts >= 5
        return parts == 1 and self.order >= 3 and self.calls >= 1

    @property
    def joined(self) -> bool:
        if len(self.callees) >= 2 and self.order >= 1 and self.calls >= 2:
            return True
        return len(self.parts) >= 2 and self.order >= 2 and self.calls >= 1


def _parts(window: Sequence[Token]) -> set[str]:
    """Return the system parts that are named.

    A part is named by a noun for one, by an agent noun after an article, or by its identifier.
    """
    found = set()
    for index, token in enumerate(window):
        if token.kind == "word":
            word = token.word
            named = any(part.word in _ARTICLES for part in window[max(0, index - 4) : index])
            if (word in _PARTS and named and not _is_bare(window, index)) or (
                word.endswith(_COMPOUNDS) and len(word) > 8
            ):
                found.add(" ".join(part.word for part in window[max(0, index - 1) : index + 3]))
            elif _is_agent(word, window[max(0, index - 2) : index]):
                found.add(word)
        elif token.kind in ("name", "code") and _is_component_name(token.word):
            found.add(token.word.split(".")[0].split("::")[0])
    return found


def _callees(window: Sequence[Token]) -> Iterator[str]:
    """Yield the names that are called: near a calling or ordering word, or in a list of such names."""
    called = -_NEAR
    for index, token in enumerate(window):
        if token.kind == "word" and (token.word in _CALLS or token.word in _ORDER):
            called = index
        elif token.kind in ("name", "code", "value") and _CALLEE.fullmatch(token.word):
            if index - called > _NEAR and not _is_called_after(window, index):
                continue
            called = index
            yield token.word.partition("(")[0]


def _is_called_after(window: Sequence[Token], index: int) -> bool:
    """Whether a calling word follows the name: "create_profile is called", "lade_kunde aufruft"."""
    after = [part for part in window[index + 1 : index + 3] if part.kind == "word"]
    return any(part.word in _CALLED for part in after)


def _is_bare(window: Sequence[Token], index: int) -> bool:
    """Whether a noun that also has a general meaning ("the queue", "a worker") is used without a word that identifies
    it.
    """
    if window[index].word not in _WEAK:
        return False
    before = window[index - 1].word if index else ""
    after = window[index + 1].word if index + 1 < len(window) else ""
    return before in _ARTICLES and after not in ("de", "d", "des", "du", "of", "fur", "for")


def _is_agent(word: str, before: Sequence[Token]) -> bool:
    if not any(part.word in _ARTICLES for part in before) or len(word) < 6 or word in _NO_AGENTS:
        return False
    return word.endswith(("er", "or", "eur", "dor"))


def _is_component_name(name: str) -> bool:
    return (
        name[:1].isupper() and any(c.islower() for c in name) and len(name) > 5 and sum(c.isupper() for c in name) >= 2
    )
