"""The value model: what it tells apart, and that it is small, quick to load and total."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.checkers.secrets import value_model
from privacy_gate.checkers.secrets.value_model import Head, features, score

# drawn at random; in pieces, so that no scanner stops at this file
MACHINE_MADE = ["q8Zk2VxN" + "w4Lr7TbY9sHd", "7427649ee57aa0db" + "60926ceea02d9f5c", "sk_" + "kq82hs9dkq0wmz7xh2"]
THOUGHT_UP = ["Sommer" + "2023!", "Tr0ub4" + "dor&3", "mick" + "ey1928", "P@ssw" + "0rd42", "Welcome" + "#2021"]
CODE = [
    "get_password",
    "passwordInput",
    "django.contrib.auth",
    "user_id",
    "string",
    "required",
    "reset-password",
    "AuthTokenMiddleware",
    "your-api-key",
    "application/json",
    "en-US",
    "LOGIN_REDIRECT_URL",
]


@pytest.mark.parametrize("value", MACHINE_MADE)
def test_what_a_machine_made_is_a_token_and_may_be_a_password(value: str) -> None:
    assert score("token", value) > 2
    assert score("password", value) > 0


@pytest.mark.parametrize("value", THOUGHT_UP)
def test_what_a_person_thought_up_is_a_password(value: str) -> None:
    assert score("password", value) > 1


@pytest.mark.parametrize("value", CODE)
@pytest.mark.parametrize("head", ["token", "password"])
def test_names_and_words_about_passwords_are_none(value: str, head: Head) -> None:
    assert score(head, value) < -1


def test_a_token_may_begin_with_words_unless_all_of_it_counts() -> None:
    value = "the_application_key_of_the_other_service_" + MACHINE_MADE[0]

    assert score("token", value) > 2
    assert score("token", value, whole=True) < 0


@given(st.text(max_size=300))
def test_any_text_has_a_score(value: str) -> None:
    assert math.isfinite(score("token", value))
    assert math.isfinite(score("password", value))


@given(st.text(max_size=80))
def test_features_are_places_in_the_table(value: str) -> None:
    grams, whole = features(value)

    assert all(0 <= number < value_model.SIZE for number in [*grams, *whole])


def test_the_weights_are_one_small_file_for_both_heads() -> None:
    file = Path(value_model.__file__).parent / "data" / "values.bin"
    head, _, body = file.read_bytes().partition(b"\n")

    assert file.stat().st_size <= 1_000_000
    assert len(body) == 2 * value_model.SIZE
    assert b"token" in head


def test_the_weights_are_read_only_when_a_value_is_scored() -> None:
    code = (
        "from privacy_gate.checkers.secrets import secret_values, value_model as model;"
        "print(model.load_weights.cache_info().currsize);"
        "model.score('token', 'x');"
        "print(model.load_weights.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["0", "1"]
