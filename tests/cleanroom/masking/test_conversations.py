"""A part of the conversations of `make bench-clean`: their laws hold."""

from __future__ import annotations

import random

import pytest

from benchmarks.conversations import try_conversation


@pytest.mark.parametrize("seed", range(20))
def test_a_conversation_comes_back(seed: int) -> None:
    assert not list(try_conversation(random.Random(f"test {seed}")))  # noqa: S311
