"""The work of a call, counted in a way that does not depend on the machine or on its load.

`lines_executed` counts lines of Python. It does not see what `re` does within one call: `make regexes` measures that.
`must_end` stops a call that never ends. Its limit is a thousand times what such a call takes, so it is no measure.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

FOREVER = 300.0
"""Seconds of processor time after which a call counts as one that never ends."""


class NeverEnds(Exception):  # noqa: N818
    """A call was stopped because it did not end."""


@contextmanager
def must_end(seconds: float = FOREVER) -> Iterator[None]:
    """Raise NeverEnds in a call that does not end. `re` looks for signals while it searches, so it stops as well."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_signal: int, _frame: object) -> None:
        raise NeverEnds

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def lines_executed(call: Callable[[], object]) -> int:
    """How many lines of this package's Python a call executes."""
    count = 0

    def trace_line(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace_line

    def trace_call(frame: FrameType, _event: str, _argument: Any) -> Any:
        return trace_line if "privacy_gate" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(trace_call)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def assert_linear(call: Callable[[str], object], text: str, *, slack: int = 2_000) -> None:
    """The work for a text is at most a little more than four times the work for its first quarter.

    `slack` are lines that a call executes whatever the text is, such as those of modules that it loads.
    """
    quarter = text[: len(text) // 4]
    call(quarter)  # caches are filled and modules are loaded before anything is counted
    with must_end():
        little = lines_executed(lambda: call(quarter))
        much = lines_executed(lambda: call(text))
    assert much <= 5 * little + slack, f"{little:,} lines for a quarter of the text, {much:,} for all of it"
