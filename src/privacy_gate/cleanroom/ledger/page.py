"""Render the ledger as an HTML page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from privacy_gate.base import page
from privacy_gate.base.text import plural
from privacy_gate.cleanroom.ledger import EventKind, page_tables
from privacy_gate.cleanroom.ledger import page_pieces as pieces
from privacy_gate.cleanroom.ledger.events import LedgerEntry, count_leaks, group_prompts
from privacy_gate.cleanroom.ledger.verify import Verified

_COLUMNS = 60  # columns of the timeline, as in page.css


def render(entries: Sequence[LedgerEntry], state: Verified, name: str) -> str:
    """Render the page of a ledger. `entries` are in order, oldest first. `name` is the name of the repository."""
    return page.render(
        "privacy_gate.cleanroom.ledger",
        "page",
        {
            "name": pieces.text(name),
            "sub": _sub(entries),
            "state": _state(state),
            "tiles": "".join(_tiles(entries)),
            "timeline": _timeline(entries),
            "leaks": page_tables.render_leaks(count_leaks(entries)),
            "prompts": page_tables.render_prompts(group_prompts(entries)),
            "events": page_tables.render_events(entries, group_prompts(entries)),
            "count": page_tables.describe_count(entries),
        },
    )


def _sub(entries: Sequence[LedgerEntry]) -> str:
    if not entries:
        return "No events yet."
    first, last = entries[0].time[:10], entries[-1].time[:10]
    span = pieces.text(first) if first == last else f"{pieces.text(first)} to {pieces.text(last)}"
    return f"{plural(len(entries), 'event')}, {span}"


def _state(state: Verified) -> str:
    head = f'<span class="hash">{pieces.text(state.head)}</span>'
    if not state.remarks:
        return f'<div class="state good">The ledger is intact. Its head is {head}</div>'
    said = "".join(
        f"<li>{f'line {remark.at} ' if remark.at else ''}{pieces.text(remark.message)}</li>"
        for remark in state.remarks[:50]
    )
    kind, words = (
        ("good", "The ledger is intact.") if state.holds else ("bad", "<strong>The ledger was modified.</strong>")
    )
    return f'<div class="state {kind}">{words} Its head is {head}<ul>{said}</ul></div>'


# the figures at the top ---------------------------------------------------------------------------


def _tiles(entries: Sequence[LedgerEntry]) -> Iterable[str]:
    by_kind: dict[str, list[LedgerEntry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry)
    for kind, word in ((EventKind.CHECKED, "checked"), (EventKind.SENT, "sent"), (EventKind.TESTED, "tested")):
        chosen = by_kind.get(kind, [])
        said = Counter(pieces.outcome(entry) for entry in chosen)
        listed = ", ".join(f"{number:,} {pieces.text(outcome)}" for outcome, number in said.most_common())
        yield (f'<div class="tile">{word}<b>{len(chosen):,}</b>{_split(said)}<p>{listed or "nothing yet"}</p></div>')


def _split(said: Counter[str]) -> str:
    """Render the shares of the outcomes as a bar, in SVG: the page's security policy forbids style attributes."""
    total, at, parts = said.total(), 0.0, ""
    for outcome, number in said.most_common():
        width = 100 * number / total
        parts += (
            f'<rect class="{pieces.choose_colour(outcome)}" x="{at:.2f}" width="{max(width - 0.6, 0.6):.2f}"'
            ' height="8">'
            f"<title>{pieces.text(outcome)}: {number:,}</title></rect>"
        )
        at += width
    return f'<svg class="split" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{parts}</svg>'


# the timeline -------------------------------------------------------------------------------------


def _timeline(entries: Sequence[LedgerEntry]) -> str:
    times = sorted(entry.time for entry in entries)
    if not times:
        return '<p class="none">Nothing happened yet.</p>'
    column = _columns(times[0], times[-1])
    lanes = "".join(
        f"<span>{kind.value}</span><div class='lane'>{_lane([e for e in entries if e.kind == kind], column)}</div>"
        for kind in EventKind
        if any(entry.kind == kind for entry in entries)
    )
    ends = f'<div class="ends"><span>{pieces.moment(times[0])}</span><span>{pieces.moment(times[-1])}</span></div>'
    return f'<div class="card"><div class="lanes">{lanes}<span></span>{ends}</div></div>'


def _columns(first: str, last: str) -> Callable[[str], int]:
    """Return the function that maps a time to its column of the timeline."""
    start, end = _seconds(first), _seconds(last)
    width = max(end - start, 1.0) / _COLUMNS
    return lambda time: max(0, min(_COLUMNS - 1, int((_seconds(time) - start) / width)))


def _seconds(time: str) -> float:
    """Return a time in seconds since 1970; 0 if it is not a time."""
    from datetime import UTC, datetime

    try:
        return datetime.fromisoformat(time).astimezone(UTC).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _lane(entries: Sequence[LedgerEntry], column: Callable[[str], int]) -> str:
    cells: dict[int, list[LedgerEntry]] = {}
    for entry in entries:
        cells.setdefault(column(entry.time), []).append(entry)
    return "".join(_cell(cells.get(at, [])) for at in range(_COLUMNS))


def _cell(entries: Sequence[LedgerEntry]) -> str:
    if not entries:
        return "<span></span>"
    said = Counter(pieces.outcome(entry) for entry in entries)
    worst = max((pieces.choose_colour(outcome) for outcome in said), key=pieces.ORDER.index)
    listed = ", ".join(f"{number:,} {outcome}" for outcome, number in said.most_common())
    title = pieces.text(f"{entries[0].time[:16].replace('T', ' ')}: {listed}")
    number = str(len(entries)) if len(entries) < 100 else "…"
    return f'<a class="{worst}" href="#e{entries[-1].number}" title="{title}">{number}</a>'
