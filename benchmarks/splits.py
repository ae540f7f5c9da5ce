"""Whether a stream gives what its whole text gives, at every split: text, bytes, JSON, and events of a server.

Each kind has texts with names and values of all forms beside words, emoji, line ends and escapes. An original has
quotes, backslashes and other letters, so that it is escaped where it stands in JSON.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence

from privacy_gate.cleanroom.masking.byte_streams import ByteStream
from privacy_gate.cleanroom.masking.json_streams import JsonStream
from privacy_gate.cleanroom.masking.json_text import unmask_json
from privacy_gate.cleanroom.masking.mask import mask_known
from privacy_gate.cleanroom.masking.pairs import Pair, PairMap
from privacy_gate.cleanroom.masking.streams import TextStream, mask_stream, unmask_stream
from privacy_gate.cleanroom.masking.unmask import unmask

_KEY = b"k" * 32
_VALUES = ("db7.harnwick.lan", 'C:\\Users\\"kb"', "客户甲", "m\u00fcnch.lan", "\U0001f642-team", "/srv/harnwick")
_NAMES = {"merge_harnwick_bands": "merge_ranges", "HarnwickBand": "DataRange", "harnwick-band-id": "data-range-id"}
_BESIDE = (
    *("and", "x", "PG", "PG_", "PG_HOST", "merge", "merge_", "ranges", "MergeRanges", "data-range", "db7", "7"),
    *(
        " ",
        " ",
        "\n",
        "\r\n",
        "\r",
        "-",
        "_",
        ".",
        "/",
        "\\",
        '"',
        "{",
        "[",
        "é",
        "日",
        "%2F",
        "%252f",
        "%",
        "%2",
        "%AB",
        "%ad",
        "20",
        "+",
        "?q=",
        "\U0001f642",
        "\ud83d",
    ),
)


def make_pairs() -> PairMap:
    """A map of a conversation that sent all its stand-ins."""
    pairs = PairMap(_KEY)
    for original in _VALUES:
        pairs.add(Pair(pairs.new_token("HOST", original), original, "HOST"))
    for original, name in _NAMES.items():
        pairs.add(Pair(name, original))
    pairs.sent.update(pairs.pairs)
    return pairs


def _make_text(drawn: random.Random, pairs: PairMap, *, most: int = 9) -> str:
    stand_ins = [*pairs.pairs, "MergeRanges", "data-range-ids", "merge-ranges"]
    parts = [drawn.choice(stand_ins if drawn.random() < 0.4 else _BESIDE) for _ in range(drawn.randrange(1, most))]
    return drawn.choice(["", " "]).join(parts)


def _make_value(drawn: random.Random, pairs: PairMap) -> object:
    texts = [_make_text(drawn, pairs, most=5) for _ in range(3)]
    inner = json.dumps({texts[0]: [texts[1]]}, ensure_ascii=drawn.random() < 0.5)
    return {texts[1]: drawn.choice([texts[2], inner, f" {inner}", f"{texts[2]} {inner}"]), texts[2]: [1.5e3, None]}


def _try_text(drawn: random.Random, pairs: PairMap) -> Iterator[str]:
    text = _make_text(drawn, pairs)
    whole = unmask(text, pairs)
    for first, second in _split(text):
        stream = unmask_stream(pairs)
        if stream.feed(first) + stream.feed(second) + stream.end() != whole:
            yield f"text {first!r} | {second!r}"
    stream = unmask_stream(pairs)
    if "".join([*map(stream.feed, text), stream.end()]) != whole:
        yield f"text {text!r}, character by character"


def _try_masking(drawn: random.Random, _pairs: PairMap) -> Iterator[str]:
    originals = [*_VALUES, *_NAMES, "harnwick-bands-id", "HarnwickBands", "MERGE_HARNWICK_BANDS"]
    beside = [one for one in _BESIDE if one not in ("MergeRanges", "ranges")]
    text = "".join(drawn.choice(originals if drawn.random() < 0.5 else beside) for _ in range(drawn.randrange(1, 9)))
    pairs = make_pairs()
    whole = mask_known(text, pairs).text
    if pairs.met or unmask(whole, pairs) != text:  # it had a stand-in
        return
    for first, second in [*_split(text), (text, "")]:
        stream = mask_stream(make_pairs())
        if stream.feed(first) + stream.feed(second) + stream.end() != whole:
            yield f"masking {first!r} | {second!r}"
    stream = mask_stream(make_pairs())
    if "".join([*map(stream.feed, text), stream.end()]) != whole:
        yield f"masking {text!r}, character by character"


def _try_bytes(drawn: random.Random, pairs: PairMap) -> Iterator[str]:
    """In both directions: an original may have characters of several bytes."""
    data = _make_text(drawn, pairs).encode("utf-8", "surrogatepass") + drawn.choice([b"", b"\xff", b"\xc3"])
    known = f" {drawn.choice(_VALUES)} ".encode() + data

    def start_unmasking() -> TextStream:
        return unmask_stream(pairs)

    def start_masking() -> TextStream:
        return mask_stream(make_pairs())

    for text, start in ((data, start_unmasking), (known, start_masking)):
        whole = _run_bytes(start(), [text])
        for at in range(len(text) + 1):
            if _run_bytes(start(), [text[:at], text[at:]]) != whole:
                yield f"bytes {text[:at]!r} | {text[at:]!r}"
        if _run_bytes(start(), [text[at : at + 1] for at in range(len(text))]) != whole:
            yield f"bytes {text!r}, one by one"
    whole = unmask(data.decode("utf-8", "surrogateescape"), pairs).encode("utf-8", "surrogateescape")
    if _run_bytes(unmask_stream(pairs), [data]) != whole:
        yield f"bytes {data!r}"


def _run_bytes(stream: TextStream, pieces: Sequence[bytes]) -> bytes:
    run = ByteStream(stream)
    return b"".join([*map(run.feed, pieces), run.end()])


def _try_json(drawn: random.Random, pairs: PairMap) -> Iterator[str]:
    ascii_only = drawn.random() < 0.5
    text = json.dumps(_make_value(drawn, pairs), ensure_ascii=ascii_only, indent=drawn.choice([None, 1]))
    text = text.replace("e", drawn.choice(["e", "\\u0065"])) if "\\" not in text else text
    whole = unmask_json(text, pairs, ascii_only=ascii_only)
    for first, second in _split(text):
        stream = JsonStream(pairs, ascii_only=ascii_only)
        if stream.feed(first) + stream.feed(second) + stream.end() != whole:
            yield f"JSON {first!r} | {second!r}"
    stream = JsonStream(pairs, ascii_only=ascii_only)
    if "".join([*map(stream.feed, text), stream.end()]) != whole:
        yield f"JSON {text!r}, character by character"


_EVENT = re.compile(rb"data: ([^\r\n]*)(?:\r\n\r\n|\n\n|\r\r)")


def _try_events(drawn: random.Random, pairs: PairMap) -> Iterator[str]:
    """An answer as a server sends it: pieces of a text in events, and the bytes of the events in pieces. Only whole
    events are read, and all pieces of the text go through one stream."""
    text = _make_text(drawn, pairs)
    cuts = sorted(drawn.randrange(len(text) + 1) for _ in range(3))
    deltas = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    line = drawn.choice([b"\r\n", b"\n", b"\r"])
    data = b"".join(b"data: " + json.dumps({"delta": one}).encode() + 2 * line for one in deltas)
    whole = unmask(text, pairs)
    for at in range(len(data) + 1):
        if _read_events([data[:at], data[at:]], pairs) != whole:
            yield f"events {data[:at]!r} | {data[at:]!r}"
    if _read_events([data[at : at + 1] for at in range(len(data))], pairs) != whole:
        yield f"events {data!r}, byte by byte"


def _read_events(pieces: Sequence[bytes], pairs: PairMap) -> str:
    stream, held, out = unmask_stream(pairs), b"", ""
    for piece in pieces:
        held += piece
        while (event := _EVENT.match(held)) is not None:
            out += stream.feed(json.loads(event[1])["delta"])
            held = held[event.end() :]
    return out + stream.end()


def _split(text: str) -> Iterator[tuple[str, str]]:
    return ((text[:at], text[at:]) for at in range(len(text) + 1))


_TRIES: dict[str, Callable[[random.Random, PairMap], Iterator[str]]] = {
    "text": _try_text,
    "masking": _try_masking,
    "bytes": _try_bytes,
    "json": _try_json,
    "events": _try_events,
}
KINDS = tuple(_TRIES)


def try_every_split(kind: str, drawn: random.Random) -> Iterator[str]:
    """The splits of a made-up stream that give something else than the whole."""
    yield from _TRIES[kind](drawn, make_pairs())
