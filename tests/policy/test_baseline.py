"""The baseline's file: what it holds, what it refuses, how it holds back findings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.base.errors import GateError
from privacy_gate.policy.baseline import Baseline, BaselineEntry, Candidate, check, digest, parse, render

SALT = bytes(range(16))
HEX = "0123456789abcdef"

ENTRIES = st.builds(
    BaselineEntry,
    fingerprint=st.text(HEX, min_size=32, max_size=32),
    check=st.text(HEX, min_size=8, max_size=8),
    rule=st.sampled_from(["secret/jwt", "business/figure"]),
    path=st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable()),
)


def entry(fingerprint: str, value: str, *, salt: bytes = SALT) -> BaselineEntry:
    return BaselineEntry(fingerprint, check(digest(value, salt), salt, secret=False), "business/figure", "a.md")


def held(baseline: Baseline, *candidates: tuple[str, str]) -> list[bool]:
    return baseline.find_held([Candidate(fingerprint, value, False) for fingerprint, value in candidates])


ONE, OTHER = "a" * 32, "b" * 32


@given(st.lists(ENTRIES, max_size=20), st.randoms())
def test_it_comes_back_whatever_the_order(entries: list[BaselineEntry], random: object) -> None:
    data = render([SALT], entries)
    lines = data.splitlines(keepends=True)
    random.shuffle(lines)  # type: ignore[attr-defined]

    again = parse(b"".join(lines), "x")

    assert sorted(again.entries.elements()) == sorted(entries)
    assert render(again.salts, again.entries.elements()) == data
    assert parse(data.replace(b"\n", b"\r\n"), "x").entries == again.entries


def test_the_file_holds_no_value_no_line_number_and_no_time() -> None:
    lines = render([SALT], [entry(ONE, "a value")]).decode().splitlines()

    assert lines[0] == '{"privacy-gate-baseline":1,"salt":"000102030405060708090a0b0c0d0e0f"}'
    assert [line for line in lines if "fingerprint" in line] == [
        f'{{"fingerprint":"{ONE}","check":"{entry(ONE, "a value").check}","rule":"business/figure","path":"a.md"}}'
    ]
    assert len(lines) == 1 + 256 + 1


def test_a_value_agrees_with_itself_alone() -> None:
    baseline = Baseline([SALT], [entry(ONE, "this")])

    assert held(baseline, (ONE, "this")) == [True]
    assert held(baseline, (ONE, "that"), (OTHER, "this")) == [False, False]


def test_each_entry_holds_back_one_finding() -> None:
    baseline = Baseline([SALT], [entry(ONE, "this"), entry(ONE, "this"), entry(ONE, "that")])

    found = held(baseline, (ONE, "this"), (ONE, "that"), (ONE, "this"), (ONE, "this"), (ONE, "that"))

    assert found == [True, True, True, False, False]
    assert baseline.list_unused() == []


def test_what_was_not_met_is_known_as_often_as_it_is_too_many() -> None:
    baseline = Baseline([SALT], [entry(ONE, "this"), entry(ONE, "this"), entry(OTHER, "this")])

    held(baseline, (ONE, "this"))

    assert baseline.list_unused() == [entry(ONE, "this"), entry(OTHER, "this")]


def test_files_that_were_merged_keep_their_salts() -> None:
    other = b"\xff" * 16
    both = render([SALT], [entry(ONE, "this")]) + render([other], [entry(OTHER, "that", salt=other)])

    baseline = parse(both, "x")

    assert held(baseline, (ONE, "this"), (OTHER, "that"), (OTHER, "this")) == [True, True, False]


def test_a_secret_costs_more_to_guess_than_words_do() -> None:
    assert check(digest("x", SALT), SALT, secret=True) != check(digest("x", SALT), SALT, secret=False)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no header"),
        (b"\n\n", "no header"),
        (b'"00"\n"01"\n', "no header"),
        (b"{}\n", "x:1: not a baseline entry"),
        (b"[]\n", "x:1: not a baseline entry"),
        (b"\xff\xfe\n", "x:1: not a baseline entry"),
        (b'{"privacy-gate-baseline":2,"key":"0"}\n', "x:1: written by a newer"),
        (b'{"privacy-gate-baseline":1,"salt":"00"}\n', "x:1: not a baseline entry"),
        (b'{"privacy-gate-baseline":1,"salt":"zz"}\n', "x:1: not a baseline entry"),
        (
            render([SALT], []) + b'{"fingerprint":"00","check":"00","rule":"a/b","path":"c"}\n',
            "x:258: not a baseline entry",
        ),
        (render([SALT], [])[:-2], "x:257: not a baseline entry"),
        (render([SALT], []) + b'"zz"\n', "x:258: not a baseline entry"),
        (render([SALT], []) + b"<<<<<<< HEAD\n", "x:258: unresolved merge"),
        (render([SALT], []) + b"=======\r\n", "x:258: unresolved merge"),
        (render([SALT], []) + b">>>>>>> other\n", "x:258: unresolved merge"),
        (render([SALT], []) + b"||||||| base\n", "x:258: unresolved merge"),
    ],
)
def test_what_is_no_baseline_is_never_taken_for_an_empty_one(data: bytes, said: str) -> None:
    with pytest.raises(GateError, match=said):
        parse(data, "x")
