"""Compiled expressions that are kept are those that `re` would make, and nobody's text is among them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from privacy_gate.base import cache
from tests.gate import GITHUB_TOKEN
from tests.repository import cache_of_its_own

ALL_MODULES = """
import importlib, json, pkgutil, re, sys
from privacy_gate.base import kept_expressions
kept_expressions.begin("test")
import privacy_gate
for module in pkgutil.walk_packages(privacy_gate.__path__, "privacy_gate."):
    if module.name.split(".")[1] in ("checkers", "documents", "index", "policy", "reporters", "rules"):
        importlib.import_module(module.name)
def local(text):
    return re.compile("made of " + re.escape(text))
local("a-private-text")
[kept] = kept_expressions.active
own = [one for module in list(sys.modules.values()) if module.__name__.startswith("privacy_gate")
       for one in vars(module).values() if isinstance(one, re.Pattern)]
def again(one):
    return kept.original(one.pattern, one.flags & ~(re.UNICODE if isinstance(one.pattern, str) else 0))
other = [one.pattern for one in own if again(one) != one]
print(json.dumps([len(kept.known), len(kept.new), len(own), other]))
kept_expressions.keep()
"""


def run(code: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PRIVACY_GATE_CACHE": str(folder)},
    )
    return done.stdout


def test_what_is_kept_is_what_re_makes(tmp_path: Path) -> None:
    known, new, own, other = json.loads(run(ALL_MODULES, tmp_path))
    assert (known, other) == (0, [])
    assert new > own > 100

    known, again, own, other = json.loads(run(ALL_MODULES, tmp_path))

    assert known == new
    assert (again, other) == (0, [])
    [file] = tmp_path.glob("*.expressions")
    assert b"a-private-text" not in file.read_bytes().replace(b"\\", b"")


USES = """
import re
from privacy_gate.base import kept_expressions
kept_expressions.begin("test")
exec(compile("one = re.compile('(?P<who>[a-z]{2,9})@example')", "m", "exec"), {"re": re, "__name__": "privacy_gate.m"})
[kept] = kept_expressions.active
print(len(kept.known), re.compile("(?P<who>[a-z]{2,9})@example").search("to anna@example")["who"])
kept_expressions.keep()
"""


def broken_code(file: Path) -> None:
    payload = cache.load(file.name)
    assert payload is not None
    cache.store(file.name, payload[:-16] + bytes(range(16)))  # as if it were whole


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(file.read_bytes()[:-1]),
        lambda file: file.write_bytes(file.read_bytes()[:-1] + b"\xff"),
        lambda file: file.write_bytes(b""),
        broken_code,
    ],
    ids=["cut", "changed", "empty", "other code"],
)
def test_a_damaged_file_is_compiled_anew(
    tmp_path: Path, spoil: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRIVACY_GATE_CACHE", str(tmp_path))
    assert run(USES, tmp_path) == "0 anna\n"
    assert run(USES, tmp_path) == "1 anna\n"
    [file] = tmp_path.glob("*.expressions")
    spoil(file)

    assert run(USES, tmp_path).endswith(" anna\n")


def test_no_text_is_kept(tmp_path: Path) -> None:
    key = GITHUB_TOKEN
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    prompt = tmp_path / "prompts" / "a.md"
    prompt.parent.mkdir()
    prompt.write_text(f"# TASK\n\nUse {key} for Zephyrine.\n")
    (tmp_path / "privacy-gate.yaml").write_text("keywords: [Zephyrine]\n")
    cache_of_its_own(tmp_path / "cache")
    for words in (["scan", "prompts"], ["clean", "prompts/a.md"]):
        done = subprocess.run(
            [sys.executable, "-m", "privacy_gate", *words],
            cwd=tmp_path, env=os.environ | {"PRIVACY_GATE_CACHE": str(tmp_path / "cache")},
            capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode in (0, 1), done.stderr

    kept = list((tmp_path / "cache").glob("*.expressions"))

    assert len(kept) == 2
    for file in kept:
        assert key.encode() not in file.read_bytes()
        assert b"Zephyrine" not in file.read_bytes()


@pytest.mark.parametrize(("value", "kept"), [("off", 0), ("", 1)])
def test_an_environment_variable_switches_it_off(tmp_path: Path, value: str, kept: int) -> None:
    environment = os.environ | {"PRIVACY_GATE_CACHE": str(tmp_path), "PRIVACY_GATE_KEPT_EXPRESSIONS": value}

    subprocess.run([sys.executable, "-m", "privacy_gate", "rules", "prompt"], env=environment, check=True)

    assert len(list(tmp_path.glob("*.expressions"))) == kept
