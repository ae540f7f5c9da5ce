"""Tokens with a checksum: what a right one proves, and how a wrong one is judged."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.checkers.secrets.checksums import base_36, base_62, verify_checksum
from tests.gate import scan

pytestmark = pytest.mark.usefixtures("folder")

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def sealed(prefix: str, body: str) -> str:
    """A token of GitHub's or npm's form with the right checksum."""
    return prefix + body + base_62(zlib.crc32(body.encode()))


def found(text: str, name: str = "src/settings.py") -> list[str]:
    return [finding["rule"] for finding in scan(text, "--select", "secret", name=name).data["findings"]]


@given(st.integers(0, 2**32 - 1))
def test_base_62_has_six_digits_that_give_the_number_back(number: int) -> None:
    value = 0
    for digit in base_62(number):
        value = value * 62 + DIGITS.index(digit)

    assert (len(base_62(number)), value) == (6, number)


@given(st.integers(0, 2**32 - 1))
def test_base_36_has_seven_digits_that_give_the_number_back(number: int) -> None:
    assert (len(base_36(number)), int(base_36(number), 36)) == (7, number)


@pytest.mark.parametrize("prefix", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "npm_"])
@given(body=st.text(DIGITS, min_size=30, max_size=30), at=st.integers(0, 29))
def test_one_changed_character_is_noticed(prefix: str, body: str, at: int) -> None:
    token = sealed(prefix, body)
    other = "b" if body[at] == "a" else "a"

    assert verify_checksum(token)
    assert verify_checksum(prefix + body[:at] + other + body[at + 1 :] + token[-6:]) is False


def test_a_routable_token_is_proven_by_what_stands_before_its_checksum() -> None:
    # privacy-gate: ignore[secret/gitlab-token] made up
    head = "glpat-" + "bzoxCnU6MTIKq8vYp3Wd7Rk0LmXs4TgHeQ" + ".01." + "0y"

    assert verify_checksum(head + base_36(zlib.crc32(head.encode())))
    assert verify_checksum(head + "0000000") is False


def test_a_token_without_a_known_checksum_is_neither() -> None:
    # privacy-gate: ignore[secret/grafana-token] made up
    assert verify_checksum("glsa_" + "q8vYp3Wd7Rk0LmXs4TgHeQbzoxCnU6MT" + "_0a1b2c3d") is None


REAL = sealed("ghp_", "k3XampleExampleExampleq8vYp3Wd")
DRAWN = "ghp_" + "q8vYp3Wd7Rk0LmXs4TgHeQ5zoxCnU6MTj2Fb"


@pytest.mark.parametrize("name", ["src/settings.py", "tests/test_login.py", "docs/setup.md"])
def test_a_proven_token_counts_wherever_it_stands_and_whatever_it_spells(name: str) -> None:
    assert found(f"use({REAL!r})\n", name) == ["secret/github-token"]


def test_a_wrong_checksum_must_look_drawn_at_random() -> None:
    assert found(f"use({DRAWN!r})\n") == ["secret/github-token"]
    assert found(f"use({REAL[:-1] + 'a' if REAL[-1] != 'a' else REAL[:-1] + 'b'!r})\n") == []


@pytest.mark.parametrize("name", ["tests/test_login.py", "docs/setup.md", "src/login.spec.ts"])
def test_a_wrong_checksum_is_a_made_up_token_in_tests_and_documentation(name: str) -> None:
    assert found(f"use({DRAWN!r})\n", name) == []
