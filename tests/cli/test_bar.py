"""The bar of what takes long, on a real terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from privacy_gate.cli.bar import text

SHARED = """
import os, sys, time
from privacy_gate.cli.bar import LongBar

def slow(count):
    for number in range(count):
        time.sleep(0.15)
        yield number

bar = LongBar(12, 2, "versions", quiet=len(sys.argv) > 1)
child = os.fork()
if not child:
    list(bar.counted(slow(10), 1))
    os._exit(0)
with bar:
    list(bar.counted(slow(2), 0))
    os.waitpid(child, 0)
    time.sleep(0.3)
"""


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


def _shown(*arguments: str, terminal: bool = True) -> str:
    reader, writer = os.openpty() if terminal else os.pipe()
    with subprocess.Popen([sys.executable, "-c", SHARED, *arguments], stderr=writer):
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
    shown = _shown()

    assert max(int(number) for number in re.findall(r"(\d+) of 12 versions", shown)) == 12
    assert shown.endswith("\r\x1b[K")


@pytest.mark.once
@pytest.mark.skipif(os.name != "posix", reason="there is no fork")
def test_in_a_pipe_or_when_asked_to_be_quiet_nothing_is_shown() -> None:
    assert _shown(terminal=False) == ""
    assert _shown("quiet") == ""
