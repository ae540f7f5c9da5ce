"""Compiled regular expressions, cached for the next start.

`re` compiles in Python and needs at least a tenth of a millisecond for each expression. This took a sixth of the time
of a commit, and a quarter of the time of a hook that blocks a prompt. The cache stores what `re` passes to its matcher
in C. The key is the full text of the expression, its flags and the Python version. The matcher validates its input
(`_validate` in CPython's `_sre.c`), and the cache has a digest.

Only expressions that a module compiles at import are cached. Expressions that depend on a text, on settings or on a
confidential value are compiled in functions and never written.

In another Python version, or if its modules are not as expected, nothing is cached. The environment variable
`PRIVACY_GATE_KEPT_EXPRESSIONS=off` disables the cache.
"""

from __future__ import annotations

import json
import os
import re
import sys
from array import array
from collections.abc import Callable
from functools import partial
from types import CodeType, FrameType, SimpleNamespace
from typing import Any

from privacy_gate.base import cache
from privacy_gate.base.hashing import blake2b

_Key = tuple[str, str | bytes, int]
"""The type of an expression, the expression, its flags."""

_Handed = tuple[str | bytes, int, list[int], int, dict[str, int], tuple[str | None, ...]]
"""The arguments of `re`'s matcher: expression, flags, code, number of groups, groups by name, names by group."""

SWITCH = "PRIVACY_GATE_KEPT_EXPRESSIONS"
"""The environment variable that disables the cache."""

_MOST = 4_000_000  # bytes of a file; a larger one is replaced
_FUNCTION = 1  # CO_OPTIMIZED: the body of a function, not of a module or a class
_NOT_KEPT = re.DEBUG | re.LOCALE
_OURS = {"privacy_gate", "click", "msgspec", "unidiff"}


class _Kept:
    def __init__(self, name: str, compiler: Any, matcher: Any) -> None:
        self._name, self._matcher = name, matcher
        self.original: Callable[[Any, Any], Any] = compiler.compile
        self.known = _read(cache.load(name))
        self.new: dict[_Key, _Handed] = {}
        self._handed: list[_Handed] = []
        compiler._sre = SimpleNamespace(**{**vars(matcher), "compile": self._hand_over})
        compiler.compile = self.compile

    def compile(self, pattern: Any, flags: Any = 0) -> Any:
        """Compile an expression in place of `re`'s own compiler."""
        key = (type(pattern).__name__, pattern, int(flags)) if isinstance(pattern, (str, bytes)) else None
        if key is None or flags & _NOT_KEPT:
            return self.original(pattern, flags)
        if (known := self.known.get(key)) is not None:
            try:
                return self._matcher.compile(*known())
            except (TypeError, ValueError, RuntimeError, OverflowError):  # invalid for this Python's matcher
                del self.known[key]
        self._handed.clear()
        made = self.original(pattern, flags)
        if len(self._handed) == 1 and not made.flags & _NOT_KEPT and _stands_in_source(sys._getframe(1)):
            self.new[key] = self._handed[0]
        return made

    def _hand_over(self, *handed: Any) -> Any:
        self._handed.append(handed)
        return self._matcher.compile(*handed)

    def keep(self) -> None:
        """Write the compiled expressions, merged with those that other processes have written meanwhile."""
        if not self.new:
            return
        known = {key: handed() for key, handed in {**_read(cache.load(self._name)), **self.known}.items()}
        payload = _serialize(known | self.new)
        cache.store(self._name, payload if len(payload) <= _MOST else _serialize(self.new))
        self.new.clear()


active: list[_Kept] = []


def begin(command: str) -> None:
    """Load the cached expressions of a command, and start to record new ones."""
    if os.environ.get(SWITCH) == "off":
        return
    compiler, matcher = sys.modules.get("re._compiler"), sys.modules.get("_sre")
    if active or sys.implementation.name != "cpython" or not hasattr(compiler, "_sre") or matcher is None:
        return
    name = blake2b(f"{command}\0{sys.version}\0{matcher.MAGIC}".encode("utf-8", "replace"), digest_size=20).hexdigest()
    active.append(_Kept(f"{name}.expressions", compiler, matcher))


def keep() -> None:
    """Save the expressions compiled since `begin`, if there are any. Call it when nobody waits for the result."""
    for kept in active:
        kept.keep()


def _stands_in_source(frame: FrameType | None) -> bool:
    """Whether a module of privacy-gate, of Python or of a known dependency compiles an expression at import."""
    while frame is not None and frame.f_globals.get("__name__") == "re":
        frame = frame.f_back
    while frame is not None and frame.f_code.co_name != "<module>":
        if frame.f_code.co_flags & _FUNCTION and not _is_comprehension(frame.f_code):
            return False
        frame = frame.f_back
    if frame is None:
        return False
    package = str(frame.f_globals.get("__name__")).partition(".")[0]
    return package in _OURS or package in sys.stdlib_module_names


def _is_comprehension(code: CodeType) -> bool:
    return code.co_name.startswith("<") and code.co_name.endswith("comp>")


def _read(payload: bytes | None) -> dict[_Key, Callable[[], _Handed]]:
    """Read expressions by key. Each value is a function that returns the matcher's arguments."""
    if payload is None:
        return {}
    size = int.from_bytes(payload[:4], "little")
    codes = memoryview(payload)[4 + size :]

    def handed(flags: int, at: int, end: int, rest: list[Any], pattern: str | bytes) -> _Handed:
        groups, by_name, names = rest
        return pattern, flags, codes[at:end].cast("I").tolist(), groups, by_name, tuple(names)

    found: dict[_Key, Callable[[], _Handed]] = {}
    at = 0
    for kind, text, asked, flags, length, *rest in json.loads(payload[4 : 4 + size]):
        pattern = text.encode("latin-1") if kind == "bytes" else text
        found[kind, pattern, asked] = partial(handed, flags, at, at + length, rest, pattern)
        at += length
    return found


def _serialize(known: dict[_Key, _Handed]) -> bytes:
    heads, codes = [], []
    for (kind, pattern, asked), (_, flags, code, groups, by_name, names) in known.items():
        data = array("I", code).tobytes()
        text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
        heads.append([kind, text, asked, flags, len(data), groups, by_name, names])
        codes.append(data)
    head = json.dumps(heads, separators=(",", ":")).encode("ascii")
    return len(head).to_bytes(4, "little") + head + b"".join(codes)
