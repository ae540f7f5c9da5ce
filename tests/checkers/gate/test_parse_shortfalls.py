"""When a report says that a file could not be parsed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate import gate
from tests.repository import Repository

SCHEMA = "model Account {\n  // our proprietary pricing algorithm\n  id Int @id\n}\n"


def test_it_is_said_once_a_file_and_not_with_each_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository(tmp_path)
    repository.commit({"a.txt": "a\n"})
    monkeypatch.chdir(repository.root)

    def said(*arguments: str) -> bool:
        found = gate(*arguments, "--format", "json").data["findings"]
        return "gate/language-not-read" in {one["rule"] for one in found}

    repository.stage("schema.prisma", SCHEMA)
    assert said("diff")

    repository.commit({"schema.prisma": SCHEMA})
    repository.stage("schema.prisma", SCHEMA.replace("id Int", "  // the proprietary risk score\n  id Int"))
    assert not said("diff")
    assert said("scan", ".")
