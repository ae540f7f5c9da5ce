"""What a report says when git fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate import gate
from tests.repository import Repository


def test_the_error_is_the_sentence_that_git_marks_as_fatal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository(tmp_path)
    first = repository.commit({"a.py": "x = 1\n"})
    repository.commit({"a.py": "x = 2\n"})
    git_folder = repository.root / ".git"
    (git_folder / "info").mkdir(exist_ok=True)
    (git_folder / "info" / "grafts").write_text(f"{first}\n")  # git prints hints about it
    blob = repository.git("rev-parse", "HEAD:a.py").strip()
    (git_folder / "objects" / blob[:2] / blob[2:]).unlink()
    monkeypatch.chdir(repository.root)

    done = gate("diff", "HEAD^..HEAD")

    assert done.code == 2
    assert f"unable to read {blob}" in done.err
    assert "grafts" not in done.err
