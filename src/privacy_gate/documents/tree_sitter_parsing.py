"""Run a tree-sitter parser within limits.

Some parsers need quadratic time for unusual input. A parse therefore has a time limit, and a limit of steps that
depends only on the text. A single step cannot be interrupted, so beginnings of the text are parsed first.
`parse_limits` rejects texts that would crash a parser.
"""

from __future__ import annotations

import time
import warnings
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from privacy_gate.base.language_table import Language

if TYPE_CHECKING:
    import tree_sitter

_STEPS = 2000, 0.04  # a base and a rate per byte: hand-written code needs at most 0.017, hostile text 0.05 and more
_SECONDS = 0.5, 2e-6
_PROBE = 2000  # bytes
_SLOW = 0.02, 4e-6  # hand-written code takes a microsecond per byte
_CHUNK = 65536
_OLDEST = 0, 26, 1


class Unavailable(Exception):  # noqa: N818  (the name says the state, and it is always caught)
    """The wheel of a language is not installed, or does not fit the installed tree-sitter."""


class TooHard(Exception):  # noqa: N818
    """Parsing the text would take longer than any hand-written code does."""


@cache
def _language(language: Language) -> tree_sitter.Language:
    try:
        import tree_sitter as library

        if tuple(map(int, library.__version__.split(".")[:3])) < _OLDEST:
            raise Unavailable(f"tree-sitter {library.__version__} crashes in a progress callback")
        entry = getattr(import_module(language.wheel), language.entry)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # wheels that still return an integer
            return library.Language(entry())
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise Unavailable(str(error)) from error


def parse(data: bytes, language: Language) -> tree_sitter.Tree:
    """Parse a text. Raises Unavailable and TooHard."""
    made = _language(language)
    size = _PROBE
    while size < len(data):
        # try again after a slow parse, because the library may have been loaded from a slow disk
        if _is_slow(data[:size], made) and _is_slow(data[:size], made):
            raise TooHard("slow for its length")
        size *= 4
    return _parse(data, made)


def _is_slow(data: bytes, language: tree_sitter.Language) -> bool:
    """Whether parsing the beginning of the text is already slow.

    Error recovery at the end of a text cannot be interrupted. Its time grows at least with the square of the number of
    open nodes.
    """
    began = time.thread_time()
    _parse(data, language)
    return time.thread_time() - began > _SLOW[0] + _SLOW[1] * len(data)


def _parse(data: bytes, language: tree_sitter.Language) -> tree_sitter.Tree:
    from tree_sitter import Parser

    steps = int(_STEPS[0] + _STEPS[1] * len(data))
    latest = time.monotonic() + _SECONDS[0] + _SECONDS[1] * len(data)

    def give_up(_at: int, _error: bool) -> bool:
        nonlocal steps
        steps -= 1
        return steps < 0 or time.monotonic() > latest

    try:
        return Parser(language).parse(lambda at, _point: data[at : at + _CHUNK], progress_callback=give_up)
    except ValueError as error:  # "Parsing failed": the callback stopped it
        raise TooHard(str(error)) from error
