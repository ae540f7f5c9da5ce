"""What the cache holds is made again when any module that makes it changes."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from documentation.cache_inputs import SOURCES, cache_inputs
from privacy_gate.base import cache


@functools.cache
def inputs() -> list[str]:
    return cache_inputs().split()


def test_the_list_is_the_import_closure() -> None:
    """`make pages` writes it."""
    assert (SOURCES / "privacy_gate" / "base" / "cache_inputs.txt").read_text().split() == inputs()


@pytest.mark.parametrize(
    "name", ["base/settings_files/__init__.py", "rules/parsing.py", "config/parts.py", "model/words.py"]
)
def test_the_decoders_of_settings_and_rules_are_among_them(name: str) -> None:
    assert name in inputs()


@pytest.mark.once
def test_a_change_in_any_of_them_changes_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "privacy_gate"
    shutil.copytree(SOURCES / "privacy_gate", package, ignore=shutil.ignore_patterns("__pycache__", "*.bin", "*.bloom"))
    monkeypatch.setattr(cache, "PACKAGE", str(package))
    before = cache.code_digest()
    whole = cache.package_digest()

    names = inputs()
    for name in names:
        text = (package / name).read_text()
        (package / name).write_text(f"{text}# changed\n")
        assert cache.code_digest() != before, name
        if name in (names[0], names[-1]):  # it reads the whole package
            assert cache.package_digest() != whole, name
        (package / name).write_text(text)

    assert cache.code_digest() == before


def test_a_module_that_is_gone_does_not_end_the_run(tmp_path: Path) -> None:
    package = tmp_path / "privacy_gate"
    shutil.copytree(SOURCES / "privacy_gate", package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "base" / "cache_inputs.txt").write_text("gone.py\n")
    code = "import privacy_gate.base.cache as c; assert c.code_digest() == c.package_digest(); print(c.__file__)"

    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=True
    )

    assert done.stdout.startswith(str(tmp_path))
