"""Originals and stand-ins beside escapes of a URL: replaced, put back as they were written, alike at every split."""

from __future__ import annotations

import json

import pytest

from privacy_gate.cleanroom.masking.json_streams import JsonStream
from privacy_gate.cleanroom.masking.json_text import mask_json, unmask_json
from privacy_gate.cleanroom.masking.mask import Mark, mask, mask_known
from privacy_gate.cleanroom.masking.pairs import Pair, PairMap
from privacy_gate.cleanroom.masking.streams import TextStream, mask_stream, unmask_stream
from privacy_gate.cleanroom.masking.unmask import find_damaged, unmask
from tests.cleanroom.masking.made_up import KEY

WORD, TERM, MAIL, FOLDER, NAME = (
    "Halvardson",
    "Project Falcon",
    "t.lind@harnwick.eu",
    "/srv/é x",
    "calculate_risk_score",
)
BESIDE = (
    f"a%2F«{WORD}»",
    f"a%2f«{WORD}»%20b",
    f"?q=%22«{WORD}»%22",
    f"%252F«{WORD}» %25252f«{WORD}» %2525252F«{WORD}»",
    f"%C2%AB«{WORD}»%C2%BB",
    f"%E9«{WORD}» %93«{WORD}» %E2%80«{WORD}»",
    f"%2F«{NAME}»%2F«CalculateRiskScores»",
    f"%2F«{WORD}»%2F«{WORD}»",
    f"%2F«{TERM}» «Project%20Falcon»/%2F«Project%2520Falcon»",
    "?q=«Project+Falcon»&r=our+«Project+Falcon»+now",
    f"a%2F«{MAIL}» «t.lind%40harnwick.eu» %22«t.lind%40harnwick.eu»%22",
    f"«{FOLDER}» «%2Fsrv%2F%C3%A9%20x» «%2fsrv%2f%c3%a9%20x» «/srv/%C3%A9%20x»",
)
APART = (
    f"100%x{WORD} %ad{WORD} %zz{WORD} %2{WORD} %{WORD}x %2F{WORD}x a{WORD}",
    "Project+Falcon = a +Project+Falcon",
    f"?q=a {TERM.replace(' ', '+')}",
    f"%ad{NAME} %2Fx{NAME}",
)


def _known() -> PairMap:
    pairs = PairMap(KEY)
    for original in (WORD, TERM, MAIL, FOLDER):
        pairs.add(Pair(pairs.new_token("HOST", original), original, "HOST"))
    pairs.add(Pair("calculate_score", NAME))
    return pairs


def _split(marked: str) -> tuple[str, list[Mark]]:
    """A text without its signs, and what they mark."""
    parts = marked.replace("»", "«").split("«")
    marks, at = [], 0
    for number, part in enumerate(parts):
        if number % 2:
            marks.append(Mark(at, at + len(part), "HOST", name="calculate_score" if part == NAME else ""))
        at += len(part)
    return "".join(parts), marks


def _outside(marked: str) -> list[str]:
    return marked.replace("»", "«").split("«")[::2]


def _run(stream: TextStream | JsonStream, pieces: list[str]) -> str:
    return "".join([*map(stream.feed, pieces), stream.end()])


def _holds(masked: str, marked: str) -> bool:
    """Whether everything outside of the marks is there, in order."""
    at = 0
    for part in _outside(marked):
        at = masked.find(part, at) + len(part)
        if at < len(part):
            return False
    return True


@pytest.mark.parametrize("marked", BESIDE)
def test_a_mark_beside_an_escape_leaves_the_escape_alone(marked: str) -> None:
    text, marks = _split(marked)
    pairs = PairMap(KEY)

    masked = mask(text, marks, pairs).text

    assert not any(text[mark.start : mark.end] in masked for mark in marks)
    assert _holds(masked, marked)
    assert unmask(masked, pairs) == text
    assert mask(masked, [], pairs).text == masked
    assert not list(find_damaged(masked, pairs))


@pytest.mark.parametrize("marked", BESIDE)
def test_known_originals_are_replaced_beside_escapes(marked: str) -> None:
    text, marks = _split(marked)
    pairs = _known()

    masked = mask_known(text, pairs)

    assert [(one.start, one.end) for one in masked.changes] == [(one.start, one.end) for one in marks]
    assert unmask(masked.text, pairs) == text
    assert mask_known(masked.text, pairs).text == masked.text


@pytest.mark.parametrize("text", APART)
def test_what_is_no_escape_of_a_url_replaces_nothing(text: str) -> None:
    assert mask_known(text, _known()).text == text


def test_a_word_that_begins_with_the_digits_of_an_escape_is_replaced_as_a_whole() -> None:
    pairs = PairMap(KEY)
    pairs.add(Pair(pairs.new_token("HOST", "2Fast"), "2Fast", "HOST"))

    masked = mask_known("it is 100%2Fast", pairs).text

    assert masked == f"it is 100%{pairs.new_token('HOST', '2Fast')}"
    assert unmask(masked, pairs) == "it is 100%2Fast"


@pytest.mark.parametrize("marked", [*BESIDE, *APART])
def test_every_split_gives_the_same(marked: str) -> None:
    text, _ = _split(marked)
    pairs = _known()
    masked = mask_known(text, pairs).text

    for at in range(len(text) + 1):
        assert _run(mask_stream(_known()), [text[:at], text[at:]]) == masked
    assert _run(mask_stream(_known()), list(text)) == masked
    for at in range(len(masked) + 1):
        assert _run(unmask_stream(pairs), [masked[:at], masked[at:]]) == text
    assert _run(unmask_stream(pairs), list(masked)) == text


@pytest.mark.parametrize("marked", BESIDE)
@pytest.mark.parametrize("nested", [False, True])
def test_json_keeps_its_escapes_and_those_of_urls(marked: str, *, nested: bool) -> None:
    text, _ = _split(marked)
    pairs = _known()
    written = json.dumps({"url": json.dumps({"b": text}) if nested else f'\n"{text}"', "other": "%2F\u00e9"})

    masked = mask_json(written, lambda said: [Mark(*one[:2], "HOST") for one in mask_known(said, pairs).changes], pairs)

    assert masked != written
    assert WORD not in masked
    assert unmask_json(masked, pairs) == written
    for at in range(len(masked) + 1):
        assert _run(JsonStream(pairs, ascii_only=True), [masked[:at], masked[at:]]) == written
    assert _run(JsonStream(pairs, ascii_only=True), list(masked)) == written


def test_an_escape_cut_by_the_end_of_a_piece_belongs_to_the_next_one() -> None:
    pairs = _known()
    token = mask_known(WORD, pairs).text
    stream = unmask_stream(pairs)

    assert stream.feed("see https://x.example/a%2") == "see https://x.example/a%"
    assert stream.feed("F") == ""
    assert stream.feed(f"{token} ") == f"2F{WORD} "


def test_a_name_after_a_percent_sign_is_restored() -> None:
    """`%ad` begins no escape there, although it could."""
    pairs = PairMap(KEY, [Pair("add_items", NAME)], ["add_items"])

    assert unmask("%add_items %2Fadd_items %%add_items%", pairs) == f"%{NAME} %2F{NAME} %%{NAME}%"


def test_a_literal_token_after_an_escape_is_not_restored() -> None:
    pairs = _known()
    token = pairs.new_token("HOST", WORD)

    masked = mask_known(f"%2F{token} {WORD}", pairs).text

    assert token in pairs.met
    assert unmask(masked, pairs) == f"%2F{token} {WORD}"
    assert masked.startswith(f"%2F{token} ")
