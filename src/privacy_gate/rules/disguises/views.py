"""Create views. A view is a text in which the parts of values are joined and disguises are replaced by plain text."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from privacy_gate.rules.split_values import CUT_SHORT, Joint

_BEFORE, _AFTER = 400, 1200  # code points: the name of a value; the rest of a value
LOOKS = _AFTER + 2 * _BEFORE  # code points around a joint that contain the value or another joint
_LEAD = 200  # code points from a colour to the value: a name and a separator


class View(Struct, frozen=True):
    """Windows of a text, with the split values in them joined.

    A view consists of stretches. `starts` are the offsets of the stretches in `text`, and `sources` are their spans in
    the original. `written` is true for a stretch that replaces a disguise. `seams` and `ends` are the offsets at which
    joints begin and end, in order. `leads` are the offsets of joints that also lead to a value, and `decoded` those at
    which the plain text of disguises ends.

    `alike` means that disguises are replaced, so that words are searched too. With `doubtful`, a value that is already
    complete in the text is not extended. `above` is the view on which this view is based.
    """

    text: str
    starts: Sequence[int]
    sources: Sequence[tuple[int, int]]
    written: Sequence[bool]
    seams: Sequence[int]
    ends: Sequence[int]
    leads: Sequence[int] = ()
    decoded: Sequence[int] = ()
    alike: bool = False
    doubtful: bool = False
    above: View | None = None

    def source(self, start: int, end: int, *, led: bool = True) -> tuple[int, int] | None:
        """Return the original span of a span of the view, or None if it is not a joined value.

        A joint must be in the span. If `led`, a joint that leads to the span is enough. In a view with disguises, a
        disguise directly before the span is enough too: `%2F` hides the beginning of the word after it.
        """
        span = self._place(start, end)
        is_new = self._joins(start, end, led=led) or (self.alike and self._follows(start))
        if self.above is None:
            return span if is_new else None
        return self.above.source(*span, led=led) or (self.above.place(*span) if is_new else None)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the original span of a span of the view, with or without a joint."""
        span = self._place(start, end)
        return self.above.place(*span) if self.above else span

    def _joins(self, start: int, end: int, *, led: bool) -> bool:
        lead = bisect.bisect_right(self.leads, start)
        if led and lead > 0 and start - self.leads[lead - 1] <= _LEAD:
            return True
        at = bisect.bisect_right(self.ends, start)
        return at < len(self.seams) and self.seams[at] < end

    def _follows(self, start: int) -> bool:
        at = bisect.bisect_left(self.decoded, start)
        return at < len(self.decoded) and self.decoded[at] == start

    def _place(self, start: int, end: int) -> tuple[int, int]:
        first, last = bisect.bisect_right(self.starts, start) - 1, bisect.bisect_right(self.starts, end - 1) - 1
        (begin, _), (from_, to) = self.sources[first], self.sources[last]
        return (
            begin if self.written[first] else begin + start - self.starts[first],
            to if self.written[last] else min(to, from_ + end - self.starts[last]),
        )


def list_views(text: str, joints: Sequence[Joint]) -> list[View]:
    """Return a view for each degree of doubt that occurs.

    Each view also has all joints with less doubt. With all joints, a value could grow into the next one. A view with
    fewer joints keeps it intact.
    """
    degrees = sorted({one.doubt for one in joints})
    found = [view_around(text, (one for one in joints if one.doubt <= degree)) for degree in degrees]
    if any(one.disguise for one in joints):
        found[0] = replace(found[0], alike=True)
    if degrees and degrees[-1] == CUT_SHORT:
        found[-1] = replace(found[-1], doubtful=True)
    return found


def view_around(text: str, joints: Iterable[Joint]) -> View:
    """Build the view around the given joints. Windows that touch are merged, and a blank line separates the others."""
    out: list[str] = []
    starts: list[int] = []
    sources: list[tuple[int, int]] = []
    written: list[bool] = []
    seams: list[int] = []
    ends: list[int] = []
    leads: list[int] = []
    decoded: list[int] = []
    length = at = until = 0

    def put(plain: str, start: int, end: int, *, instead: bool = False) -> None:
        nonlocal length
        starts.append(length)
        sources.append((start, end))
        written.append(instead)
        out.append(plain)
        length += len(plain)

    for one in sorted(joints, key=lambda one: (one.start, -one.end)):
        if one.start < at:  # inside the previous joint
            continue
        if one.start - _BEFORE > until or not out:
            if out:
                put(text[at:until], at, until)
                put("\n\n", until, until, instead=True)
            at = max(at, one.start - _BEFORE)
        put(text[at : one.start], at, one.start)
        seams.append(length)
        if one.leads or one.disguise:
            leads.append(length)
        if one.plain:
            put(one.plain, one.start, one.end, instead=True)
        ends.append(length)
        if one.disguise:
            decoded.append(length)
        at, until = one.end, min(len(text), one.end + _AFTER)
    put(text[at:until], at, until)
    return View("".join(out), starts, sources, written, seams, ends, leads, decoded)
