"""Read many files, in several processes if that saves time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from privacy_gate.base import parallel
from privacy_gate.base.progress import Bar
from privacy_gate.model import Exposure
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import Session
from privacy_gate.scan.tally import Tally
from privacy_gate.sources import Items, files

_WORTH_IT = 300
"""The number of files from which a second process saves time. Starting it and reading its answer take about 10 ms."""


def read_all(session: Session, options: Options, paths: Sequence[Path]) -> None:
    """Check the files below the given paths."""
    names = files.list_paths(paths, session.tree)
    count = min(parallel.processes(options.jobs), len(names))
    alone = count == 1 or (options.jobs is None and len(names) < _WORTH_IT)
    if any(session.tree.exposure(name) is Exposure.OUTBOUND for name in names):
        session.run.open_index(forks=not alone)
    bar = Bar("files", len(names), count, quiet=options.quiet)
    if alone:
        with bar:
            _read(session, bar.count_items(files.read_names(names, session.tree)))
        session.run.check_names(names, session.tree.exposure)
        return
    size = -(-len(names) // min(len(names), parallel.MOST_PIECES))
    pieces = [names[at : at + size] for at in range(0, len(names), size)]

    def work(process: int, numbers: Iterator[int]) -> bytes:
        chosen = (name for number in numbers for name in pieces[number])
        _read(session, bar.count_items(files.read_names(chosen, session.tree), process))
        return b"" if process == 0 else _pack(session.run.part())

    with bar:
        _, *answers = parallel.share_out(len(pieces), count, work)
    for answer in answers:
        session.run.add(_unpack(answer))
    session.run.check_names(names, session.tree.exposure)


def _read(session: Session, items: Items) -> None:
    for _ in session.run.documents(items):
        pass


# A path may contain bytes that are not UTF-8, as lone surrogates. pickle accepts them, but msgspec does not. The bytes
# come from our own child process, through a private pipe.


def _pack(part: Tally) -> bytes:
    import pickle

    return pickle.dumps(part, pickle.HIGHEST_PROTOCOL)


def _unpack(answer: bytes) -> Tally:
    import pickle

    part = pickle.loads(answer)  # noqa: S301
    assert isinstance(part, Tally)
    return part
