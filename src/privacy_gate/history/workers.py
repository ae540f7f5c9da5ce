"""Read a history in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from privacy_gate.base import parallel
from privacy_gate.base.git.objects import TooLarge
from privacy_gate.base.git.stream import Object, stream
from privacy_gate.history.history_store import IN_PART, Frame, HistoryStore, mark
from privacy_gate.history.reader import VersionReader, WantedBlob
from privacy_gate.model import Exposure, Problem
from privacy_gate.sources.files import Tree
from privacy_gate.sources.versions import BlobPlace, ReadingPlan, VersionMessage

PIECE = 1000  # blobs in one request to git; the versions of a path stay together up to this number
_MESSAGES = 5000
_WORTH_IT = 500  # number of objects from which a second process saves time

Objects = Iterable[Object | TooLarge | None]
Counted = Callable[[Objects, int], Iterator[Object | TooLarge | None]]


def to_read(plan: ReadingPlan, known: Frame, tree: Tree) -> tuple[list[list[WantedBlob]], list[list[VersionMessage]]]:
    """Yield the pieces of work that are not done."""
    pieces: list[list[WantedBlob]] = []
    piece: list[WantedBlob] = []
    for path, chain in plan.chains:
        first = True
        for oid in chain:
            places = [place for place in plan.places[oid] if not _is_done(oid, place, known, plan)]
            if not places:
                continue
            piece.append(WantedBlob(oid, path, places, first, plan.bases.get(oid)))
            first = False
            if len(piece) >= PIECE:
                pieces.append(piece)
                piece, first = [], True
    exposure = tree.forced or Exposure.INTERNAL
    left = [one for one in plan.messages if mark(one.oid, one.path, exposure) not in known.done]
    batches = [left[at : at + _MESSAGES] for at in range(0, len(left), _MESSAGES)]
    return [*pieces, piece] if piece else pieces, batches


def _is_done(oid: str, place: BlobPlace, known: Frame, plan: ReadingPlan) -> bool:
    """Whether a blob need not be read again. One that is checked out now needs a complete result."""
    what = known.done.get(mark(oid, place.path, place.exposure))
    return what is not None and (not what.startswith(IN_PART) or (oid, place.path) not in plan.head)


def list_left(plan: ReadingPlan, known: Frame, tree: Tree, problems: Sequence[Problem]) -> list[Problem]:
    """Return a problem for each object that was read but has no stored result, for example if the disk was full."""
    pieces, batches = to_read(plan, known, tree)
    told = {problem.path for problem in problems}
    paths = {place.path for piece in pieces for one in piece for place in one.places}
    paths |= {one.path for batch in batches for one in batch}
    return [Problem(path, "its results were lost; run again") for path in sorted(paths - told)]


def read(
    pieces: Sequence[Sequence[WantedBlob]],
    messages: Sequence[Sequence[VersionMessage]],
    tree: Tree,
    reader: Callable[[], VersionReader],
    state: HistoryStore,
    *,
    jobs: int | None,
    counted: Counted,
) -> list[Problem]:
    """Read everything, and write the results to the store. Return the problems.

    Several processes are used if that saves time or the user set `jobs`.
    """
    total = len(pieces) + len(messages)
    small = jobs is None and sum(map(len, pieces)) + sum(map(len, messages)) < _WORTH_IT
    count = 1 if small else min(parallel.processes(jobs), total)
    size = -(-total // parallel.MOST_PIECES) if total > parallel.MOST_PIECES else 1

    def work(process: int, numbers: Iterator[int]) -> bytes:
        mine, writer = reader(), state.writer()
        for number in (at for group in numbers for at in range(group * size, min((group + 1) * size, total))):
            if number < len(pieces):
                piece = pieces[number]
                oids = [one.oid for one in piece]
                mine.read(piece, counted(stream(tree.root, oids, tree.config.max_file_size), process))
            else:
                some = messages[number - len(pieces)]
                mine.messages(some, counted(stream(tree.root, [one.oid for one in some], 0), process))
            writer.write(mine.take())
        return _pack(mine.problems)

    if count <= 1:
        return _unpack(work(0, iter(range(-(-total // size)))))
    answers = parallel.share_out(-(-total // size), count, work)
    return [problem for answer in answers for problem in _unpack(answer)]


# As in `scan.many_files`, a path may contain bytes that are not UTF-8, and the pipe is private to this program.


def _pack(problems: list[Problem]) -> bytes:
    import pickle

    return pickle.dumps([(one.path, one.message) for one in problems], pickle.HIGHEST_PROTOCOL)


def _unpack(answer: bytes) -> list[Problem]:
    import pickle

    return [Problem(*one) for one in pickle.loads(answer)]  # noqa: S301
