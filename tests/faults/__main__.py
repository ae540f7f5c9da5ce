"""`python -m tests.faults [--times N] [SCENE…]`: kill each kind of write so many times, and say how it went."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests import conftest
from tests.faults.crowds import CROWDS, crowd
from tests.faults.killing import campaign
from tests.faults.scenes import SCENES


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--times", type=int, default=100, help="how often each is killed")
    given.add_argument("--together", type=int, default=10, help="how many work at once")
    given.add_argument("scenes", nargs="*", choices=[*SCENES, *CROWDS, []], help="only these")
    asked = given.parse_args()
    names = asked.scenes or [*SCENES, *CROWDS]
    assert conftest
    os.environ.pop("PRIVACY_GATE_SOCKETS", None)
    bad = 0
    for name in names:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            try:
                if name in SCENES:
                    killed = campaign(SCENES[name], Path(folder), asked.times, told=_told(name))
                    said = f"killed {killed.killed} times, done {killed.done} times before, {killed.steps} steps"
                else:
                    for count in sorted({2, asked.together}):
                        crowd(name, Path(folder) / str(count), count)
                    said = f"2 and {asked.together} at once"
            except AssertionError as error:
                said, bad = f"FAILED: {error}", bad + 1
        print(f"{name:<16} {said} ({time.monotonic() - began:.0f} s)", flush=True)
    return int(bad > 0)


def _told(name: str) -> Callable[[int, int], None]:
    """Every ten kills a word, for who waits."""

    def told(done: int, killed: int) -> None:
        if done % 10 == 0:
            print(f"{name:<16} {done} times, killed {killed}", file=sys.stderr, flush=True)

    return told


if __name__ == "__main__":
    sys.exit(main())
