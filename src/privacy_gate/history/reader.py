"""Check versions: the whole text of outbound ones, and only the new parts of internal ones."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from privacy_gate import documents
from privacy_gate.base.git.objects import TooLarge
from privacy_gate.base.git.stream import Object
from privacy_gate.history.engine import Version, VersionEngine
from privacy_gate.history.finding_keys import finding_key
from privacy_gate.history.history_store import CLEAN, IN_PART, WHOLE, Frame, Kept, PastVersion, commit_mark, mark
from privacy_gate.history.message_text import message_text
from privacy_gate.history.version_steps import Following
from privacy_gate.model import Blob, Document, Exposure, Problem, Shown, Skipped
from privacy_gate.policy.accepted import Accepted
from privacy_gate.rules.disguises import confusables, stray_characters
from privacy_gate.rules.matching.database import is_scanned, scanned_bytes
from privacy_gate.scan import Run
from privacy_gate.scan.gate import Gate
from privacy_gate.scan.tally import Tally
from privacy_gate.sources.file_bytes import too_large
from privacy_gate.sources.files import Tree
from privacy_gate.sources.versions import BlobPlace, ReadingPlan, VersionMessage, find_commit


class Judges(Struct, frozen=True):
    """The two gates: one for internal texts, whose matcher is the `engine`, and one for outbound texts."""

    inner: Run
    inner_gate: Gate
    engine: VersionEngine
    outer: Run


class WantedBlob(Struct, frozen=True):
    """A blob to read as a version of the file at a path, with the places that are not done.

    `first` begins another file. `base` is the version that it was derived from.
    """

    oid: str
    path: str
    places: list[BlobPlace]
    first: bool
    base: str | None


class VersionReader:
    """Reads blobs and messages in one process. The results are in `frame`, and unreadable objects in `problems`."""

    def __init__(self, judges: Judges, tree: Tree, accepted: Accepted, plan: ReadingPlan) -> None:
        """`accepted` has the paths of baselines and the salt of digests. It suppresses nothing."""
        self._judges = judges
        self._tree = tree
        self._accepted = accepted
        self._plan = plan
        self._head = plan.head
        self._seen: dict[bytes, int] = {}  # the earliest position at which a file has a finding
        self._following = Following(judges.engine, judges.inner_gate, judges.inner)
        self.frame = Frame({}, [], [], {}, {})
        self.problems: list[Problem] = []

    def take(self) -> Frame:
        """Return the results since the last call."""
        frame, self.frame = self.frame, Frame({}, [], [], {}, {})
        return frame

    def read(self, wanted: Sequence[WantedBlob], objects: Iterable[Object | TooLarge | None]) -> None:
        """Read blobs in the given order."""
        for one, obj in zip(wanted, objects, strict=True):
            if one.first:
                self._following.begin()
            if isinstance(obj, Object):
                self._blob(one, obj.data)
            else:
                self._unread(one, obj)

    def messages(self, wanted: Sequence[VersionMessage], objects: Iterable[Object | TooLarge | None]) -> None:
        """Read the messages of commits and tags. They are short, so the engine scans all of them at once."""
        texts: list[tuple[VersionMessage, str]] = []
        for one, obj in zip(wanted, objects, strict=True):
            if isinstance(obj, Object):
                texts.append((one, message_text(obj.data)))
            else:
                self.problems.append(Problem(one.path, "its message is not in this clone"))
        exposure = self._tree.forced or Exposure.INTERNAL
        suspects = range(len(texts)) if exposure is Exposure.OUTBOUND else self._suspects([text for _, text in texts])
        for at in suspects:
            one, text = texts[at]
            self._judge(
                one.oid, BlobPlace(one.path, exposure, one.position), text.encode("utf-8", "surrogatepass"), None
            )
        for one, _ in texts:
            self.frame.done.setdefault(mark(one.oid, one.path, exposure), CLEAN)

    def _suspects(self, texts: Sequence[str]) -> list[int]:
        """Return the numbers of texts with a report. It may include other texts."""
        if not self._following.possible:
            return list(range(len(texts)))
        starts, pieces, at = [], [], 0
        for text in texts:
            starts.append(at)
            pieces.append(scanned_bytes(text) + b"\n\n")
            at += len(pieces[-1])
        version = self._judges.engine.version(b"".join(pieces), None)
        reported = {max(0, bisect.bisect_left(starts, end) - 1) for _, end in version.ends}
        return sorted(reported | {at for at, text in enumerate(texts) if _has_disguises(text)})

    def _unread(self, one: WantedBlob, obj: TooLarge | None) -> None:
        for place in one.places:
            if obj is None:
                self.problems.append(Problem(place.path, f"{one.oid[:12]}, one of its versions, is not in this clone"))
                continue
            item = too_large(place.path, obj.size, place.exposure, self._tree.config)
            if isinstance(item, Problem):
                self.problems.append(item)
            else:
                self._skip(item)
                self.frame.done[mark(one.oid, place.path, place.exposure)] = CLEAN

    def _skip(self, skipped: Skipped) -> None:
        self.frame.skipped[skipped.path.encode("utf-8", "surrogateescape")] = skipped.reason

    def _blob(self, one: WantedBlob, data: bytes) -> None:
        """Check a blob under each of its paths."""
        inside = []
        for place in one.places:
            shown = self._accepted.show(Blob(place.path, data, place.exposure))
            if isinstance(shown, Problem):
                self.problems.append(shown)
            elif place.exposure is Exposure.OUTBOUND or shown.data is not data:
                self._judge(one.oid, place, shown.data, None)
            else:
                inside.append(place)
        if not inside:
            return
        if self._following.possible and documents.is_plain(data) and is_scanned(data) and not _is_disguised(data):
            self._version(one, inside, data)
            return
        for place in inside:
            self._judge(one.oid, place, data, None)

    def _version(self, one: WantedBlob, places: Sequence[BlobPlace], data: bytes) -> None:
        """Check a version of a file if it adds something to its base version."""
        step = self._following.step(one.oid, one.base, data)
        for place in places:
            if (one.oid, place.path) in self._head:
                wanted = not step.clean
            else:
                wanted = self._following.is_telling(step, place, elsewhere=place.path != one.path)
            if wanted:
                self._judge(one.oid, place, data, step.version)
            else:
                done = CLEAN if step.clean else IN_PART + self._commit(place)
                self.frame.done[mark(one.oid, place.path, place.exposure)] = done

    def _judge(self, oid: str, place: BlobPlace, data: bytes, version: Version | None) -> None:
        """Check a whole text."""
        read = documents.read(Blob(place.path, data, place.exposure))
        done = mark(oid, place.path, place.exposure)
        if isinstance(read, Skipped):
            self._skip(read)
            self.frame.done[done] = CLEAN
            return
        engine = self._judges.engine
        inner = place.exposure is not Exposure.OUTBOUND
        if inner and version is not None:
            engine.expect(read.text, engine.place_reports(version.ends, version.data, read.text))
        part = self._part(read, self._accepted)
        path = place.path.encode("utf-8", "surrogateescape")
        whole = (oid, place.path) in self._head or not inner
        kept = [Kept(oid, path, _short(shown)) for shown in part.found if self._is_new(shown, place) or whole]
        self.problems += part.problems
        self.frame.found += kept
        if part.suppressed:
            self.frame.suppressed[done] = part.suppressed
        self.frame.past += [PastVersion(oid, path, replace(judged, path="", content=b"")) for judged in part.judged]
        if part.problems:  # read it again next time
            return
        if part.found or part.suppressed:
            is_whole = whole or len(kept) == len(part.found)
            self.frame.done[done] = (WHOLE if is_whole else IN_PART) + self._commit(place)
        else:
            self.frame.done[done] = CLEAN

    def _commit(self, place: BlobPlace) -> bytes:
        return commit_mark(find_commit(self._plan, place.position))

    def _part(self, document: Document, accepted: Accepted) -> Tally:
        judges = self._judges
        run = (judges.outer if document.exposure is Exposure.OUTBOUND else judges.inner).another(accepted)
        for _ in run.documents([document]):
            pass
        return run.part()

    def judge(self, path: str, exposure: Exposure, data: bytes, accepted: Accepted) -> Tally:
        """Return all findings in a text that are not accepted."""
        read = documents.read(Blob(path, data, exposure))
        document = read if isinstance(read, Document) else Document(path, "", exposure)
        return self._part(document, accepted)

    def _is_new(self, shown: Shown, place: BlobPlace) -> bool:
        """Whether no earlier version of the file that was read here has the same finding."""
        rule = self._judges.inner_gate.rules[shown.rule]
        key = finding_key(rule, shown, place.path) + place.path.encode("utf-8", "surrogateescape")
        if self._seen.get(key, place.position + 1) <= place.position:
            return False
        self._seen[key] = place.position
        return True


def _is_disguised(data: bytes) -> bool:
    return not data.isascii() and _has_disguises(data.decode("utf-8"))


def _has_disguises(text: str) -> bool:
    """Whether a text has lookalikes or stray characters, which the engine does not report."""
    return any(confusables.find_joints(text)) or any(stray_characters.find_joints(text))


def _short(shown: Shown) -> Shown:
    """Return a finding without the data that its rule and its version provide."""
    return replace(shown, path="", title="", why="", remedy="")
