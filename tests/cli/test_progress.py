"""The bar of what takes long, on a real terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from privacy_gate.base.progress import text

WAITING = """
import os, sys, time
from privacy_gate.base import progress
progress.AFTER = progress.EVERY = 0.02

class Screen:
    def __init__(self, stream):
        self.stream, self.shown = stream, ""
    def __getattr__(self, name):
        return getattr(self.stream, name)
    def write(self, text):
        self.shown += text
        return self.stream.write(text)

sys.stderr = Screen(sys.stderr)

def wait_for(text):
    while sys.stderr.isatty() and text not in sys.stderr.shown:
        time.sleep(0.01)
"""

SHARED = (
    WAITING
    + """
quiet = len(sys.argv) > 1
bar = progress.Bar("versions", 12, 2, quiet=quiet)
child = os.fork()
if not child:
    list(bar.count_items(range(10), 1))
    os._exit(0)
with bar:
    list(bar.count_items(range(2), 0))
    os.waitpid(child, 0)
    quiet or wait_for("12 of 12 versions")
"""
)

IN_TURN = (
    WAITING
    + """
with progress.Bars() as bars:
    for what in ("shards", "parts"):
        for number in range(3):
            bars(what, number, 3)
            wait_for(f"{number} of 3 {what}")
"""
)

ASIDE = (
    WAITING
    + """
with progress.Bar("rules", 2) as bar:
    for number in bar.count_items(range(2)):
        wait_for(f"{number} of 2 rules")
        bar.wipe()
        print("said", number, flush=True)
"""
)


@pytest.mark.parametrize(
    ("done", "seconds", "expected"),
    [
        (0, 9.0, "[                    ] 0 of 2,000 versions"),
        (500, 1.0, "[=====               ] 500 of 2,000 versions"),
        (500, 10.0, "[=====               ] 500 of 2,000 versions, about 30 s left"),
        (500, 100.0, "[=====               ] 500 of 2,000 versions, about 5 min left"),
        (2000, 50.0, "[====================] 2,000 of 2,000 versions, about 0 s left"),
    ],
)
def test_what_is_left_is_guessed_from_what_is_done(done: int, seconds: float, expected: str) -> None:
    assert text(done, 2000, "versions", seconds) == expected


def _shown(script: str, *arguments: str, terminal: bool = True) -> str:
    reader, writer = os.openpty() if terminal else os.pipe()
    with subprocess.Popen([sys.executable, "-c", script, *arguments], stdout=writer, stderr=writer):
        os.close(writer)
        shown = b""
        try:
            while piece := os.read(reader, 4096):
                shown += piece
        except OSError:  # the other end of a terminal is closed
            pass
    os.close(reader)
    return shown.decode()


@pytest.mark.once
@pytest.mark.skipif(os.name != "posix", reason="there is no fork")
def test_the_bar_goes_on_when_the_first_process_has_nothing_left_and_is_wiped() -> None:
    shown = _shown(SHARED)

    assert max(int(number) for number in re.findall(r"(\d+) of 12 versions", shown)) == 12
    assert shown.endswith("\r\x1b[K")


@pytest.mark.once
@pytest.mark.skipif(os.name != "posix", reason="there is no pseudo-terminal")
def test_what_is_counted_in_turn_has_a_bar_each() -> None:
    shown = _shown(IN_TURN)

    assert list(dict.fromkeys(re.findall(r"2 of 3 (\w+)", shown))) == ["shards", "parts"]
    assert shown.endswith("\r\x1b[K")


@pytest.mark.once
@pytest.mark.skipif(os.name != "posix", reason="there is no pseudo-terminal")
def test_something_else_may_be_written_between() -> None:
    shown = _shown(ASIDE)

    for number in range(2):
        assert f"{number} of 2 rules\r\x1b[Ksaid {number}" in shown


@pytest.mark.once
@pytest.mark.skipif(os.name != "posix", reason="there is no fork")
def test_in_a_pipe_or_when_asked_to_be_quiet_nothing_is_shown() -> None:
    assert _shown(SHARED, terminal=False) == ""
    assert _shown(SHARED, "quiet") == ""
