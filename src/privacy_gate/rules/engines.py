"""Compiled patterns: made once, kept in the cache, loaded at each start."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

from privacy_gate.base import cache
from privacy_gate.base.hashing import blake2b
from privacy_gate.rules.matching import Matcher, Pattern, ReMatcher
from privacy_gate.rules.matching.database import DatabaseMatcher, is_foreign, make, processor


class Engine(msgspec.Struct):
    """Patterns and the database compiled of them; empty where `re` serves."""

    patterns: list[Pattern]
    database: bytes


class Terms(msgspec.Struct):
    """The user's words, each with its rule, and the database compiled of them; empty where there is no hyperscan."""

    words: list[tuple[str, str]]
    database: bytes


def compile_engine(patterns: list[Pattern]) -> Engine:
    """Raises GateError for a pattern that the library refuses."""
    made = make(patterns)
    if not isinstance(made, DatabaseMatcher):
        return Engine(patterns, b"")
    # what was compiled is not needed any more, and half of what would be read at each start
    return Engine([msgspec.structs.replace(one, expression="") for one in patterns], made.serialise())


def compiled_terms(words: list[tuple[str, str]]) -> Terms:
    """The words and their database."""
    from privacy_gate.rules.matching.terms import compile_words

    return Terms(words, compile_words(words))


def matcher(engine: Engine | Terms) -> Matcher | None:
    """The matcher of what was stored; None when its database is not one of this machine's."""
    try:
        if isinstance(engine, Terms):
            from privacy_gate.rules.matching.terms import TermMatcher

            return TermMatcher(engine.words, engine.database)
        return DatabaseMatcher(engine.patterns, engine.database) if engine.database else ReMatcher(engine.patterns)
    except Exception:  # noqa: BLE001  (hyperscan's own errors, whatever they are: the database is built anew)
        return None


def fresh_matcher(engine: Engine | Terms) -> Matcher:
    """The matcher of what was compiled just now."""
    made = matcher(engine)
    assert made is not None
    return made


class EngineRequest(NamedTuple):
    """The name of an engine in the cache, and its patterns, which are made where it is not there."""

    name: str
    patterns: Callable[[], list[Pattern]]


def stored_matcher(name: str, patterns: Callable[[], list[Pattern]], kind: str = "engine") -> Matcher:
    """The matcher of many patterns: they are the payload in the cache, their database the tail."""
    return stored_matchers([EngineRequest(name, patterns)], kind)[0]


def stored_matchers(asked: Sequence[EngineRequest], kind: str = "engine") -> list[Matcher]:
    """The matchers of several, as `stored_matcher` gives each. Those not in the cache are compiled together."""
    places = [_place(one.name, kind) for one in asked]
    found = [place.matcher for place in places if place.matcher]
    if len(found) == len(asked):
        return found
    if sys.stderr.isatty():
        sys.stderr.write("privacy-gate: compiling the rules (first run only)\n")
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor() as pool:  # hyperscan does without the interpreter meanwhile
        compiling = {
            place.file: pool.submit(_kept, place.file, one.patterns())
            for one, place in zip(asked, places, strict=True)
            if not place.matcher
        }
    return [place.matcher or compiling[place.file].result() for place in places]


class _Place(NamedTuple):
    """Where an engine is kept, and its matcher, when it is there and this machine's."""

    file: str
    matcher: Matcher | None


def _place(name: str, kind: str) -> _Place:
    """Machines with one home may have different processors; then one of them keeps its database under the name, and
    the others theirs under a longer one."""
    file = f"{name}.{kind}"
    if (known := cache.load_with_tail(file)) is None:
        return _Place(file, None)
    made = _loaded(*known)
    if made is None and is_foreign(known[1]):
        file = f"{name}-{blake2b(processor().encode(), digest_size=8).hexdigest()}.{kind}"
        if known := cache.load_with_tail(file):
            made = _loaded(*known)
    return _Place(file, made)


def _kept(file: str, patterns: list[Pattern]) -> Matcher:
    """Compiled and stored at once: who is stopped while others are compiled finds it the next time."""
    engine = compile_engine(patterns)
    cache.store(file, msgspec.msgpack.encode(engine.patterns), engine.database)
    return fresh_matcher(engine)


def _loaded(payload: bytes, database: bytes) -> Matcher | None:
    with contextlib.suppress(msgspec.MsgspecError):
        return matcher(Engine(msgspec.msgpack.decode(payload, type=list[Pattern]), database))
    return None
