"""Compile patterns once, keep them in the cache, and load them at each start."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from privacy_gate.base import cache, warm
from privacy_gate.base.hashing import blake2b
from privacy_gate.rules.matching import Matcher, Pattern, ReMatcher
from privacy_gate.rules.matching.database import DatabaseMatcher, is_foreign, make, processor


class Engine(msgspec.Struct):
    """Patterns and their compiled database. The database is empty if `re` is used instead."""

    patterns: list[Pattern]
    database: bytes


class Terms(msgspec.Struct):
    """The user's words, each with its rule, and their compiled database. It is empty without hyperscan."""

    words: list[tuple[str, str]]
    database: bytes


def compile_engine(patterns: list[Pattern]) -> Engine:
    """Compile an engine. Raises GateError for a pattern that the library rejects."""
    made = make(patterns)
    if not isinstance(made, DatabaseMatcher):
        return Engine(patterns, b"")
    # The expressions are not needed after compilation. They would be half of the data to read at each start.
    return Engine([msgspec.structs.replace(one, expression="") for one in patterns], made.serialise())


def compiled_terms(words: list[tuple[str, str]]) -> Terms:
    """Compile the words, and return them with their database."""
    from privacy_gate.rules.matching.terms import compile_words

    return Terms(words, compile_words(words))


def matcher(engine: Engine | Terms) -> Matcher | None:
    """Return the matcher of a stored engine, or None if the database does not fit this machine."""
    try:
        if isinstance(engine, Terms):
            from privacy_gate.rules.matching.terms import TermMatcher

            return TermMatcher(engine.words, engine.database)
        return DatabaseMatcher(engine.patterns, engine.database) if engine.database else ReMatcher(engine.patterns)
    except Exception:  # noqa: BLE001  (any error of hyperscan; the database is then compiled again)
        return None


def fresh_matcher(engine: Engine | Terms) -> Matcher:
    """Return the matcher of an engine that was compiled in this process."""
    made = matcher(engine)
    assert made is not None
    return made


class EngineRequest(NamedTuple):
    """The name of an engine in the cache, and a function that creates its patterns if the engine is not cached."""

    name: str
    patterns: Callable[[], list[Pattern]]


def stored_matcher(name: str, patterns: Callable[[], list[Pattern]], kind: str = "engine") -> Matcher:
    """Return the matcher of many patterns.

    In the cache, the patterns are the payload and their database is the tail.
    """
    return stored_matchers([EngineRequest(name, patterns)], kind)[0]


def stored_matchers(asked: Sequence[EngineRequest], kind: str = "engine") -> list[Matcher]:
    """Return several matchers, as `stored_matcher` does for one.

    Engines that are not in the cache are compiled in parallel.
    """
    places = [warm.remember(f"{one.name}.{kind}", partial(_place, one.name, kind)) for one in asked]
    found = [place.matcher for place in places if place.matcher]
    if len(found) == len(asked):
        return found
    if sys.stderr.isatty():
        sys.stderr.write("privacy-gate: compiling the rules (first run only)\n")
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor() as pool:  # hyperscan releases the interpreter lock
        compiling = {
            place.file: pool.submit(_compile_and_store, place.file, one.patterns())
            for one, place in zip(asked, places, strict=True)
            if not place.matcher
        }
    return [place.matcher or compiling[place.file].result() for place in places]


class _Place(NamedTuple):
    """The cache file of an engine, and its matcher if the file exists and fits this machine."""

    file: str
    matcher: Matcher | None


def _place(name: str, kind: str) -> _Place:
    """Find an engine in the cache.

    Computers that share a home directory may have different processors. The first one stores its database under the
    name, and the others add a digest of their processor to it.
    """
    file = f"{name}.{kind}"
    if (known := cache.load_with_tail(file)) is None:
        return _Place(file, None)
    made = _load(*known)
    if made is None and is_foreign(known[1]):
        file = f"{name}-{blake2b(processor().encode(), digest_size=8).hexdigest()}.{kind}"
        if known := cache.load_with_tail(file):
            made = _load(*known)
    return _Place(file, made)


def _compile_and_store(file: str, patterns: list[Pattern]) -> Matcher:
    """Compile an engine and store it immediately, so that an interruption of a later compilation does not lose it."""
    engine = compile_engine(patterns)
    cache.store(file, msgspec.msgpack.encode(engine.patterns), engine.database)
    return fresh_matcher(engine)


def _load(payload: bytes, database: bytes) -> Matcher | None:
    with contextlib.suppress(msgspec.MsgspecError):
        return matcher(Engine(msgspec.msgpack.decode(payload, type=list[Pattern]), database))
    return None
