"""A text in which the pieces of values are joined, and what is written otherwise is written plainly."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from privacy_gate.rules.split_values import CUT_SHORT, Joint

_BEFORE, _AFTER = 400, 1200  # code points: the name that a value is given to; the rest of a value
LOOKS = _AFTER + 2 * _BEFORE  # code points around a joint in which the value lies, or else another joint
_LEAD = 200  # code points from a colour to the value: a name, and what stands between


class View(Struct, frozen=True):
    """Windows of a text, with the pieces in them joined.

    `starts` are offsets into `text` at which stretches begin, `sources` where these come from, and `written` whether
    one stands for what is written otherwise there. `seams` are the offsets at which joints begin and `ends` those at
    which they end, in order; `leads` those of joints that also lead to a value. `alike`: what it has plainly is
    written otherwise in the text, so that words are read in it as well. `doubtful`: where the text has a whole value,
    none grows. `above`: the view whose text it is a view of.
    """

    text: str
    starts: Sequence[int]
    sources: Sequence[tuple[int, int]]
    written: Sequence[bool]
    seams: Sequence[int]
    ends: Sequence[int]
    leads: Sequence[int] = ()
    alike: bool = False
    doubtful: bool = False
    above: View | None = None

    def source(self, start: int, end: int, *, led: bool = True) -> tuple[int, int] | None:
        """Where a span of the view comes from, if a joint is in it, or leads to it (and that is enough, `led`);
        None if it is no joined value."""
        span = self._place(start, end)
        if self.above is None:
            return span if self._joins(start, end, led=led) else None
        return self.above.source(*span, led=led) or (
            self.above.place(*span) if self._joins(start, end, led=led) else None
        )

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the view comes from, whether a joint is in it or not."""
        span = self._place(start, end)
        return self.above.place(*span) if self.above else span

    def _joins(self, start: int, end: int, *, led: bool) -> bool:
        lead = bisect.bisect_right(self.leads, start)
        if led and lead > 0 and start - self.leads[lead - 1] <= _LEAD:
            return True
        at = bisect.bisect_right(self.ends, start)
        return at < len(self.seams) and self.seams[at] < end

    def _place(self, start: int, end: int) -> tuple[int, int]:
        first, last = bisect.bisect_right(self.starts, start) - 1, bisect.bisect_right(self.starts, end - 1) - 1
        (begin, _), (from_, to) = self.sources[first], self.sources[last]
        return (
            begin if self.written[first] else begin + start - self.starts[first],
            to if self.written[last] else min(to, from_ + end - self.starts[last]),
        )


def list_views(text: str, joints: Sequence[Joint]) -> list[View]:
    """A view for each degree of doubt that occurs, each with all joints of less doubt: a value that would
    grow into the next one where everything is joined is whole in another view."""
    degrees = sorted({one.doubt for one in joints})
    found = [view_around(text, (one for one in joints if one.doubt <= degree)) for degree in degrees]
    if any(one.disguise for one in joints):
        found[0] = replace(found[0], alike=True)
    if degrees and degrees[-1] == CUT_SHORT:
        found[-1] = replace(found[-1], doubtful=True)
    return found


def view_around(text: str, joints: Iterable[Joint]) -> View:
    """The joined text around some joints; windows that touch are one, and a blank line parts the others."""
    out: list[str] = []
    starts: list[int] = []
    sources: list[tuple[int, int]] = []
    written: list[bool] = []
    seams: list[int] = []
    ends: list[int] = []
    leads: list[int] = []
    length = at = until = 0

    def put(plain: str, start: int, end: int, *, instead: bool = False) -> None:
        nonlocal length
        starts.append(length)
        sources.append((start, end))
        written.append(instead)
        out.append(plain)
        length += len(plain)

    for one in sorted(joints, key=lambda one: (one.start, -one.end)):
        if one.start < at:  # within the joint before
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
        at, until = one.end, min(len(text), one.end + _AFTER)
    put(text[at:until], at, until)
    return View("".join(out), starts, sources, written, seams, ends, leads)
