"""What a cleaned text's placeholders and neutral names stand for, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, NamedTuple

import msgspec

from privacy_gate.rules import placeholders
from privacy_gate.rules.placeholders import Key

_WORD = re.compile(r"\w+")
_MAY_HOLD = re.compile("pg", re.IGNORECASE)
_FORM_OR_NAME = re.compile(rf"(?P<form>(?i:{placeholders.FORMS}))|\w+(?:-\w+)*")


class Value(msgspec.Struct, frozen=True):
    """What a placeholder stands for. `secret`: it opens something, and is kept for a shorter time."""

    kind: Annotated[str, msgspec.Meta(pattern="^[A-Z0-9_]{1,64}$")]
    number: int
    original: str
    secret: bool

    @property
    def key(self) -> Key:
        return Key(self.kind, self.number)


class Back(NamedTuple):
    """A stretch of a text, and the original in its place."""

    start: int
    end: int
    original: str


class Mapping(msgspec.Struct):
    """Values, and original names by neutral name. Originals hold nothing that this map would turn back."""

    values: list[Value] = []
    names: dict[str, str] = {}

    def restored(self, text: str, *, secrets: bool = True) -> str:
        """A text with all that this map knows turned back, with or without secrets. Placeholders that it does not
        know stay."""
        out, at = [], 0
        for start, end, original in self.turned_back(text, secrets=secrets):
            out += [text[at:start], original]
            at = end
        return "".join([*out, text[at:]])

    def turned_back(self, text: str, *, secrets: bool = True) -> Iterator[Back]:
        """The stretches of a text that this map knows, in order, and what each is turned back into."""
        names = self.names
        if not _MAY_HOLD.search(text) and names.keys().isdisjoint(_WORD.findall(text)) and "-" not in text:
            return
        originals = {value.key: value.original for value in self.values if secrets or not value.secret}

        def named(found: re.Match[str]) -> str:
            return names.get(found[0], found[0])

        for found in _FORM_OR_NAME.finditer(text):
            if form := found["form"]:
                original = originals.get(placeholders.key_of(form), form)
            else:
                original = names.get(found[0]) or _WORD.sub(named, found[0])
            if original != found[0]:
                yield Back(found.start(), found.end(), original)

    def known_in(self, text: str) -> int:
        """How many different placeholders and neutral names of a text this map can turn back."""
        keys = {value.key for value in self.values}
        return len(keys.intersection(placeholders.keys_in(text))) + len(self._names_in(text))

    def _names_in(self, text: str, more: Iterable[str] = ()) -> dict[str, str]:
        said = {*_WORD.findall(text), *more}
        return {new: old for new, old in self.names.items() if new in said or ("-" in new and new in text)}

    def forget(self, text: str, known: Mapping) -> None:
        """Forget what neither a text has nor an earlier map."""
        keys = {*placeholders.keys_in(text), *(value.key for value in known.values)}
        self.values = [value for value in self.values if value.key in keys]
        self.names = self._names_in(text, known.names)
