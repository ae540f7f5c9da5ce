"""Killing a command in the middle of its writing, and looking at what it left."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.gate import Outcome
from tests.repository import environment, start

_DYING = str(Path(__file__).with_name("dying.py"))


class Place:
    """A folder with a repository `r` and a home, in which commands are run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / "r"

    def variables(self, **more: str) -> dict[str, str]:
        own = {"HOME": str(self.folder / "home"), "PYTHONDONTWRITEBYTECODE": "1"}
        if (self.folder / "cache").is_dir():
            own["PRIVACY_GATE_CACHE"] = str(self.folder / "cache")
        return environment(**own, **more)

    def gate(self, *arguments: str, stdin: bytes = b"") -> Outcome:
        return start([sys.executable, "-m", "privacy_gate", *arguments], self.root, stdin, self.variables(), 300)

    def read(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()


class Command(NamedTuple):
    """What is killed."""

    arguments: tuple[str, ...]
    stdin: bytes = b""
    program: str = "privacy-gate"


class Scene(NamedTuple):
    """A kind of write.

    `prepare` makes what is there before; `holds` looks at what a killed command left (with what it had printed);
    `whole` at what is there when the command has been run again, to its end.
    """

    prepare: Callable[[Place], None]
    command: Command
    holds: Callable[[Place, str], None]
    whole: Callable[[Place], None]


class Killed(NamedTuple):
    """How often a command was killed, and how often it was done before that."""

    killed: int
    done: int
    steps: int


def campaign(
    scene: Scene,
    folder: Path,
    times: int,
    seed: int = 0,
    told: Callable[[int, int], None] = lambda _done, _killed: None,
) -> Killed:
    """Kill it so many times, each time from the same beginning: before each of its steps in turn, and between."""
    base = Place(folder / "base")
    base.root.mkdir(parents=True)
    (base.folder / "home").mkdir()
    scene.prepare(base)
    dice = random.Random(seed)
    steps, seconds = _measured(scene, base, folder)
    killed = 0
    for number in range(times):
        place = _copy(base, folder / f"copy{number}")
        how = (
            {"FAULTS_STEP": str(1 + (number // 2 + seed) % steps)}
            if number % 2 == 0
            else {"FAULTS_DELAY": f"{dice.uniform(0, seconds):.4f}"}
        )
        ended, printed = _run(scene.command, place, folder / "count", how)
        killed += ended == -signal.SIGKILL
        try:
            scene.holds(place, printed)
            again, _ = _run(scene.command, place, folder / "count", {})
            assert again >= 0, again
            scene.whole(place)
        except AssertionError as error:
            raise AssertionError(f"after {how} ({ended}): {error}") from error
        shutil.rmtree(place.folder)
        told(number + 1, killed)
    return Killed(killed, times - killed, steps)


def _measured(scene: Scene, base: Place, folder: Path) -> tuple[int, float]:
    """How many steps it takes, and how long from the first to the last."""
    place = _copy(base, folder / "measured")
    ended, _ = _run(scene.command, place, folder / "count", {})
    assert ended >= 0, ended
    scene.whole(place)
    steps, seconds = (folder / "count").read_text().split()
    assert int(steps) > 1
    return int(steps), max(0.002, float(seconds))


def _copy(base: Place, folder: Path) -> Place:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base.folder, folder, symlinks=True)
    return Place(folder)


def _run(command: Command, place: Place, count: Path, how: dict[str, str]) -> tuple[int, str]:
    """Run it; how it ended (negative: by a signal), and what it had printed until then."""
    variables = place.variables(FAULTS_FOLDER=str(place.folder), FAULTS_COUNT=str(count), **how)
    process = subprocess.Popen(
        [sys.executable, _DYING, command.program, *command.arguments], cwd=place.root, env=variables,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        out, _ = process.communicate(command.stdin, timeout=300)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    return process.returncode, out.decode("utf-8", "replace")
