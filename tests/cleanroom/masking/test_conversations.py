"""A part of the conversations and streams of `make bench-clean`: their laws hold."""

from __future__ import annotations

import random

import pytest

from benchmarks.conversations import try_conversation, try_stream


@pytest.mark.parametrize("seed", range(20))
def test_a_conversation_comes_back(seed: int) -> None:
    assert not list(try_conversation(random.Random(f"test {seed}")))  # noqa: S311


@pytest.mark.parametrize("seed", range(4))
def test_a_stream_comes_back_in_every_split(seed: int) -> None:
    assert not list(try_stream(random.Random(f"test {seed}")))  # noqa: S311
