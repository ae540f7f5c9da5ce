"""Define the names of a prompt's sections.

Labels are folded and looked up in a table. Compared with a long regular expression, a hook starts faster, and no text
can make the search slow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from privacy_gate.checkers.prompt.prompt_words import words
from privacy_gate.config.parts import SECTIONS, SectionName

LONGEST = 80  # characters; a longer label names no section

# Words that may be beside a section's name: "Test ideas", "The expected output", "Ta tâche".
_BESIDE = words("beside")
# A label can also be a question: "What goes in", "Ce que tu rends", "Wie ich es prüfe".
_ASKS = words("asks")
_ANSWERS = {kind: words(f"asked {kind}") for kind in ("tests", "output", "input", "constraints", "task")}

_INDEX = re.compile(r"[ \t]{0,3}(?:[#№]?\d{1,3}|\b[A-Za-z]|\bI{1,3}V?)$")
_BETWEEN = re.compile(r"[/&+,]|\b(?:and|und|et|y|e|plus|sowie)\b")
_ASIDE = re.compile(r"([^()]{0,80})\(([^()]{1,60})\)[^\w(]{0,3}$")


_PLAIN = str.maketrans({chr(code): chr(code).lower() if chr(code).isalnum() else " " for code in range(128)})


class SectionNames(NamedTuple):
    """The spellings (folded) of section names, each with its section."""

    sections: Mapping[str, str]

    def kinds(self, label: str) -> tuple[str, ...]:
        """Return the sections that a label names: none, one, or several ("Input / Output")."""
        return _kinds(label, self)

    def own(self, label: str) -> str | None:
        words = fold(label).split()
        for candidate in (words, [word for word in words if word not in _BESIDE]):
            if kind := self.sections.get(" ".join(candidate)):
                return kind
        return None


def names(added: Mapping[SectionName, Sequence[str]]) -> SectionNames:
    """Return the built-in spellings, and those in `added` by section."""
    return _names(tuple((section, tuple(spellings)) for section, spellings in added.items()))


@lru_cache(maxsize=8)
def _names(added: tuple[tuple[str, tuple[str, ...]], ...]) -> SectionNames:
    known: dict[str, str] = {
        fold(spelling): section for section in SECTIONS for spelling in words(f"heading {section}")
    }
    known |= {fold(spelling): section for section, spellings in added for spelling in spellings}
    return SectionNames(known)


def fold(label: str) -> str:
    """Return a label in lower case without accents. All characters except letters and digits become single spaces."""
    if label.isascii():
        return " ".join(label.translate(_PLAIN).split())
    plain = unicodedata.normalize("NFKD", label).casefold()
    return " ".join("".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in plain).split())


def _kinds(label: str, known: SectionNames) -> tuple[str, ...]:
    label = label.strip()
    if not label or len(label) > LONGEST:
        return ()
    if kind := known.own(label):
        return (kind,)
    if aside := _ASIDE.fullmatch(label):
        return _kinds(aside[2], known) or _kinds(aside[1], known)
    if indexed := _INDEX.search(label):
        return _kinds(label[: indexed.start()], known)
    lowered = label.lower().replace("i/o", "input/output")
    parts = [part for part in _BETWEEN.split(lowered) if part.strip()]
    found = [known.own(part) for part in parts]
    if len(parts) > 1 and all(found):
        return tuple(dict.fromkeys(kind for kind in found if kind))
    return _asked(fold(label).split())


def _asked(words: Sequence[str]) -> tuple[str, ...]:
    if not 2 <= len(words) <= 8 or words[0] not in _ASKS:
        return ()
    return next(((kind,) for kind, means in _ANSWERS.items() if any(word in means for word in words[1:])), ())
