"""Texts that go out and are no file among the prompts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate import gate


@pytest.mark.parametrize("path", ["notes/ask.md", "-"])
def test_free_text_outside_of_the_prompt_paths_needs_no_template(path: str, folder: Path) -> None:
    text = "Can you write a function that adds two numbers?\n"
    if path != "-":
        (folder / "notes").mkdir()
        (folder / path).write_text(text)

    found = gate("scan", path, "--exposure", "outbound", "--format", "json", stdin=text.encode())

    assert found.data["findings"] == []
