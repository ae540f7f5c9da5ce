"""Find a more specific noun for a verb than the usual one: what the function changes or calls."""

from __future__ import annotations

from collections.abc import Iterator

from privacy_gate.base.naming import words
from privacy_gate.checkers.names.name_nouns import name_noun
from privacy_gate.checkers.names.value_roles import Purpose

VAGUE_NOUNS = frozenset(
    "value values item items data object result results state details output mapping changes input".split()
)
"""Nouns that fit any function."""

_SUBJECTS = frozenset(
    "record records table dataset image images signal message messages document documents node nodes graph series "
    "array matrix frame event events text line lines row rows query batch token tokens field fields column columns "
    "element elements point points vector string".split()
)
_ACTING = frozenset(
    "adjust archive clean clear convert copy correct deactivate delete filter fix handle mark migrate modify "
    "normalize prepare preprocess process publish remove render repair replace save send split standardize store "
    "transform truncate update upload validate verify".split()
)
"""Verbs whose object is a parameter of the function."""

# The calls of a function that gives something are steps on the way.
_GIVING = frozenset(
    "get retrieve return list query search find collect obtain lookup select build make create generate compute "
    "calculate calc estimate fetch load read parse download import extract".split()
)


def find_specific_nouns(verb: str, known: Purpose) -> Iterator[str]:
    """Yield generic nouns that the code connects with a verb, in calls such as `run_upgrade()` and in parameters."""
    for name in known.called if verb not in _GIVING else ():
        parts = words(name)
        if parts[0] == verb and (noun := name_noun(name)) and noun not in (verb, *VAGUE_NOUNS):
            yield noun
    if verb in _ACTING:
        for name in known.parameters[:1]:
            if (noun := name_noun(name)) in _SUBJECTS:
                yield noun


def find_key(verb: str, noun: str, known: Purpose) -> str | None:
    """Return the kind of key with which a function finds something, if the noun alone says little."""
    if verb not in _FINDING or noun not in _FOUND or known.is_noun:
        return None
    last = words(known.parameters[0])[-1:] if known.parameters else []
    return last[0] if last and last[0] in _KEYS else None


_FINDING = frozenset("get fetch find load delete retrieve lookup".split())
_FOUND = frozenset("item items object value values record records data result".split())
_KEYS = frozenset("id uuid key code".split())
