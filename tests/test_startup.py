"""What is loaded when: start-up is most of a hook's time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from privacy_gate import __version__
from tests.gate import GITHUB_TOKEN

HEAVY = {
    "hyperscan", "msgspec", "yaml", "markdown_it", "libcst", "unidiff", "identify", "detect_secrets", "subprocess",
    "tomllib", "difflib", "pathspec", "requests", "dataclasses",
}  # fmt: skip


def loaded(*arguments: str, cwd: Path) -> tuple[str, set[str]]:
    code = (
        "import json, sys\n"
        "from privacy_gate.cli import run\n"
        "run(sys.argv[1:])\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=cwd, capture_output=True, text=True, check=True)
    *out, modules = done.stdout.splitlines()
    return "\n".join(out), set(json.loads(modules))


def test_version_loads_nothing_heavy(tmp_path: Path) -> None:
    out, modules = loaded("--version", cwd=tmp_path)

    assert out == f"privacy-gate, version {__version__}"
    # click itself brings some of these with it in some versions
    bare = subprocess.run(
        [sys.executable, "-c", "import click, json, sys; print(json.dumps(sorted(sys.modules)))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert modules & HEAVY <= set(json.loads(bare.stdout))


@pytest.mark.parametrize("name", ["prompts/a.md", "a.py", "a.ts"])
def test_a_clean_file_needs_no_parser(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("TASK: sort a list of numbers\n" + ("```python\nx = [2, 1]\n```\n" if name.endswith(".md") else ""))
    loaded("scan", name, cwd=tmp_path)  # compiles the rules where no test has yet

    _, modules = loaded("scan", name, cwd=tmp_path)

    assert not modules & {"markdown_it", "libcst", "yaml", "unidiff", "detect_secrets", "requests", "pathspec"}
    assert not modules & {"_hashlib", "tree_sitter", "tree_sitter_typescript", "pygments", "identify", "tomllib"}


@pytest.mark.parametrize("command", [("rule", "secret/github-token"), ("rules", "secret")])
def test_rules_are_explained_from_the_cache(tmp_path: Path, command: tuple[str, ...]) -> None:
    loaded(*command, cwd=tmp_path)

    out, modules = loaded(*command, cwd=tmp_path)

    assert "secret/github-token" in out
    assert "yaml" not in modules


@pytest.mark.parametrize(
    ("prompt", "answer"), [("Sort a list.", "{}"), (f"Sort {GITHUB_TOKEN}.", '{"decision": "block"')]
)
def test_a_hook_loads_nothing_of_a_command_line(tmp_path: Path, prompt: str, answer: str) -> None:
    sent = json.dumps({"hook_event_name": "UserPromptSubmit", "cwd": str(tmp_path), "prompt": prompt})
    code = (
        "import sys\n"
        "from privacy_gate.integrations.assistants import hook_worker as hooking\n"
        f"hooking.work('claude', None, {sent.encode()!r}, sys.stdout.buffer.write)\n"
        "print(*sys.modules)"
    )

    for _ in range(2):  # the first compiles the rules where no test has yet
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)

    said, reply, modules = done.stdout.splitlines()
    assert said.startswith("reply 0 ")
    assert reply.startswith(answer)
    assert {"click", "yaml", "tempfile", "hashlib", "_hashlib"} & set(modules.split()) == set()


def test_a_change_with_much_new_logic_needs_no_libcst(tmp_path: Path) -> None:
    for command in (["init", "--quiet"], ["add", "."]):
        (tmp_path / "engine.py").write_text(
            "def price(a, b):\n"
            + "".join(f"    if a > {n} and b[{n}] * a != {n}:\n        a += b[{n}] / (a - {n})\n" for n in range(40))
        )
        subprocess.run(["git", *command], cwd=tmp_path, check=True)

    out, modules = loaded("diff", "--staged", "--fail-on", "never", cwd=tmp_path)

    assert "diff/new-core-logic" in out or "core algorithm logic" in out
    assert "libcst" not in modules
