"""National identifiers: numbers that authorities print are valid, random ones count only beside their label."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.checkers.secrets import check_digits
from privacy_gate.checkers.secrets.check_digits import is_national_id
from tests.gate import scan

VALID = {
    "_nhs": "9434765919",
    "_norwegian": "15108695088",
    "_swedish": "8112189876",
    "_finnish": "131052308T",
    "_spanish": "12345678Z",
    "_italian": "RSSMRA80A01H501U",
    "_polish": "44051401359",
    "_brazilian": "11144477735",
    "_indian": "234123412346",
    "_dutch": "111222333",
    "_french": "255081416802538",
    "_german": "86095742719",
    "_swiss": "7569217076985",
    "_turkish": "10000000146",
    "_chinese": "11010519491231002X",
    "_belgian": "85073003328",
    "_portuguese": "123456789",
    "_czech": "7103192745",
}


@pytest.mark.parametrize(("check", "number"), VALID.items())
def test_a_published_number_is_valid_and_its_neighbours_are_not(check: str, number: str) -> None:
    verify = getattr(check_digits, check)
    assert verify(number)
    digit = number[-2]
    others = [number[:-2] + other + number[-1] for other in string.digits if other != digit and digit.isdigit()]
    # a remainder that has no digit of its own may be shared by two numbers
    assert sum(map(verify, others)) <= 1


@pytest.mark.parametrize(
    ("label", "number", "valid"),
    [
        ("rodné číslo", "6205188760", True),  # of 1962: a remainder of ten is written as 0
        ("Steuer-ID", "84536014590", False),  # no digit may be repeated beside another repeated one
        ("SIN", "848281093", False),  # 8 is not issued
        ("SIN", "193456787", True),
    ],
)
def test_details_of_an_identifier_count(label: str, number: str, valid: bool) -> None:
    assert is_national_id(label, number) is valid


@given(st.text(string.digits, min_size=8, max_size=18))
def test_digits_without_a_label_are_no_identifier(digits: str) -> None:
    assert not is_national_id("", digits)


@settings(max_examples=30)
@given(st.text(string.digits, min_size=9, max_size=12))
def test_digits_beside_another_word_are_no_identifier(digits: str) -> None:
    assert not is_national_id("order number: ", digits)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("reference 642" + "6212997 and 7001" + "1255007\n", []),
        ("her NHS number is 642 621 " + "2997\n", ["personal/national-id"]),
        ("build 20240115-1200 of 240115-1200\n", []),
    ],
)
def test_a_number_counts_beside_its_label(text: str, rules: list[str]) -> None:
    assert scan(text, "--select", "personal/national-id").rules == rules
