"""Views of a text in which what is written otherwise is plain: positions, rounds, and what makes none."""

from __future__ import annotations

import base64
import gzip
import hashlib

import pytest

from privacy_gate.rules.disguises import encodings, escapes, insertions, joined_variables
from privacy_gate.rules.disguises.views import list_views, view_around
from privacy_gate.rules.split_values import Joint
from tests.gate import GITHUB_TOKEN, scan

ALL = escapes.LABELS


def spans(text: str) -> list[tuple[int, str]]:
    return [(one.start, one.plain) for one in sorted(escapes.find_joints(text, ALL), key=lambda one: one.start)]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (r"a\x5fb", "_"),
        (r"a\u005Fb", "_"),
        (r"a\\u005fb", "_"),
        (r"a\u{5f}b", "_"),
        (r"a\U0000005fb", "_"),
        (r"a\N{LOW LINE}b", "_"),
        (r"a\N{U+5F}b", "_"),
        (r"a\137b", "_"),
        (r"a\o{137}b", "_"),
        (r"a\00005f b", "_"),
        (r"a\_b", "_"),
        ("a`u{5f}b", "_"),
        ("a%5fb", "_"),
        ("a%25255fb", "_"),
        ("a%u005fb", "_"),
        ("a%EF%BC%BFb", "＿"),
        ("a&#95;b", "_"),
        ("a&#0000000000095b", "_"),
        ("a&#x5F;b", "_"),
        ("a&lowbar;b", "_"),
        ("a&amp;amp;lowbar;b", "_"),
        ("a&#8203;b", "\u200b"),
        ("a=5Fb", "_"),
        ("a+AF8-b", "_"),
        (r"a\ud835\uddf4b", "𝗴"),
    ],
)
def test_an_escape_stands_for_a_character(written: str, plain: str) -> None:
    assert spans(written) == [(1, plain)]


@pytest.mark.parametrize(
    "text",
    [
        r"a\nb\tc",
        r"C:\Users\bob",
        r"\d+\s*\w",
        "100% of it",
        "a &lt; b &amp; c",
        "a%20b",
        "&quot;x&quot;",
        "x=5f",
        "a\\",
    ],
)
def test_what_ends_a_value_stays_as_it_is(text: str) -> None:
    assert spans(text) == []


def test_a_span_of_a_view_is_one_of_the_text() -> None:
    text = r"use gh\x70\_abc now"
    view = list_views(text, list(escapes.find_joints(text, ALL)))[0]

    assert view.text == "use ghp_abc now"
    assert view.source(4, 11) == (4, 15)
    assert view.source(6, 7) == (6, 10)
    assert view.source(0, 6, led=False) is None


def test_a_view_of_a_view_leads_to_the_text() -> None:
    above = view_around("a%5f_b c", [Joint(1, 4, "\\x5f", disguise=True)])
    inner = view_around(above.text, list(escapes.find_joints(above.text, ALL)))

    assert inner.text == "a__b c"


@pytest.mark.usefixtures("folder")
def test_a_finding_covers_what_is_written_and_nothing_else() -> None:
    escaped = "".join(f"&#{ord(sign)};" for sign in GITHUB_TOKEN)

    found = scan(f"first line\nthe token is {escaped}, keep it\n")

    assert "secret/github-token" in found.rules
    assert GITHUB_TOKEN[4:] not in found.out
    assert escaped[20:60] not in found.out


@pytest.mark.parametrize(
    "text",
    [
        "ab\n" * 60_000,
        "0b 0B " * 30_000,
        "0000: 67 68 70 5f  |ghp_|\n" * 20_000,
        "a" * 76 + "\n" + "b" * 200_000,
        "0x67, " * 90_000,
        "67" * 200_000,
    ],
)
def test_a_dump_is_read_line_by_line(text: str) -> None:
    assert len(list(encodings.find_joints(text, encodings.LABELS))) <= 20_000


def test_base64_of_no_text_is_left_alone() -> None:
    written = base64.encodebytes(b"".join(hashlib.sha256(bytes([at])).digest() for at in range(40))).decode()

    assert list(encodings.find_joints(written, encodings.LABELS)) == []


@pytest.mark.parametrize(
    "text",
    [
        "shift register " + " ".join(map(str, range(33, 127))).replace("1", "0"),
        "sha256: 7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730",
        "MeasurementUncertaintyPropagationHandler",
    ],
)
def test_numbers_and_names_that_are_no_text_are_left_alone(text: str) -> None:
    joints = [one.plain for one in encodings.find_joints(text, encodings.LABELS)]

    assert not any(len(plain) > len(text) // 2 for plain in joints)


def test_a_packed_text_grows_no_further_than_its_limit() -> None:
    packed = gzip.compress(b"x" * 10_000_000)

    [joint] = encodings.find_joints(packed.hex(), encodings.LABELS)

    assert len(joint.plain) <= 16 * len(packed)


def test_a_token_with_signs_between_its_letters_is_whole() -> None:
    inner = GITHUB_TOKEN[:9] + "<b>" + GITHUB_TOKEN[9:]

    [joint] = insertions.find_joints(f"use {inner}</b> now")

    assert GITHUB_TOKEN in joint.plain.split("\n")
    assert (joint.start, joint.end) == (4, 4 + len(inner))


@pytest.mark.usefixtures("folder")
def test_what_stands_beside_a_word_with_signs_is_no_value() -> None:
    assert scan('["npm_token/commit/328b", "' + "aaf0-f258-0ef8-b" + '", "e05-fe913d351d3d"]\n').rules == []


@pytest.mark.parametrize("text", ["ghp_" + "a|" * 100_000, "ghp_" * 50_000, "g|" * 100_000, "g<!--" * 40_000])
def test_insertions_grow_with_the_text(text: str) -> None:
    assert sum(len(one.plain) for one in insertions.find_joints(text)) <= 20 * len(text)


def test_variables_far_from_each_other_are_no_value() -> None:
    near, far = "A=one\nB=two\nX=$A$B\n", "A=one\n" + "#\n" * 2000 + "B=two\nX=$A$B\n"

    assert [one.plain for one in joined_variables.find_joints(near, joined_variables.LABELS)] == ["onetwo"]
    assert list(joined_variables.find_joints(far, joined_variables.LABELS)) == []


@pytest.mark.parametrize(
    "text", ["\\" * 200_000, "&#0" * 70_000, "%25" * 70_000, "&amp;" * 50_000, "$A" * 100_000, "a+" * 100_000]
)
def test_hostile_rows_make_no_more_joints_than_they_have_signs(text: str) -> None:
    found = [*escapes.find_joints(text, ALL), *joined_variables.find_joints(text, joined_variables.LABELS)]

    assert len(found) <= len(text)
