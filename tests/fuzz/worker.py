"""One target in a process of its own, driven by atheris: python -m tests.fuzz.worker TARGET FOLDER SECONDS [OPTION…]

What breaks is written down and the run goes on; what kills the process is read from the board by the parent.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import time
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["privacy_gate"]):
    from tests.fuzz.board import Board
    from tests.fuzz.mutation import mutated
    from tests.fuzz.target import Target
    from tests.fuzz.targets import get

    TARGET = get(sys.argv[1])

SLOW = 5.0
"""Seconds of processor time that an input of a few kilobytes may take."""


def keep(found: Path, data: bytes, why: str) -> None:
    """Write down an input and why it is here; of several of one kind the shortest."""
    found.mkdir(parents=True, exist_ok=True)
    file = found / "input"
    if not file.exists() or len(data) < file.stat().st_size:
        file.write_bytes(data)
        (found / "why.txt").write_text(why, encoding="utf-8", errors="backslashreplace")


def kind_of(error: BaseException) -> str:
    """The same for the same mistake: what and where, in our own code if it is there."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "privacy_gate" in frame.filename or "/fuzz/" in frame.filename]
    place = (own or list(frames))[-1]
    said = str(error)[:40] if isinstance(error, AssertionError) else ""
    digest = hashlib.blake2b(
        f"{place.filename}:{place.lineno}{said}".encode("utf-8", "replace"), digest_size=4
    ).hexdigest()
    return f"{type(error).__name__}-{Path(place.filename).stem}-{place.lineno}-{digest}"


def run(target: Target, folder: Path, seconds: float, options: list[str]) -> None:
    """Fuzz for some seconds of processor time."""
    work, corpus, found = (folder / name / target.name for name in ("work", "corpus", "found"))
    for one in (work, corpus):
        one.mkdir(parents=True, exist_ok=True)
    os.environ["GIT_CEILING_DIRECTORIES"] = str(work.parent)
    os.chdir(work)
    board = Board(folder / "work" / f"{target.name}.board")
    for seed in target.seeds():
        (corpus / hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)

    with contextlib.suppress(Exception):  # what is made once is not counted
        target.check(b"")
    ends = time.process_time() + seconds

    def once(data: bytes) -> None:
        board.begin(data)
        os.chdir(work)
        began = time.process_time()
        try:
            target.check(data)
        except Exception as error:  # noqa: BLE001  (that is what is looked for)
            keep(found / kind_of(error), data, traceback.format_exc())
        if (spent := time.process_time() - began) > SLOW:
            keep(found / "slow", data, f"{spent:.1f} s of processor time for {len(data)} bytes\n")
        board.spent = time.process_time()
        if board.spent > ends:
            os._exit(0)

    def another(data: bytes, longest: int, seed: int) -> bytes:
        return mutated(target, data, longest, seed, atheris.Mutate)

    given = [sys.argv[0], str(corpus), f"-max_len={target.longest}", f"-artifact_prefix={work}/", *options]
    atheris.Setup(given, once, custom_mutator=another)
    atheris.Fuzz()


if __name__ == "__main__":
    run(TARGET, Path(sys.argv[2]).absolute(), float(sys.argv[3]), sys.argv[4:])
