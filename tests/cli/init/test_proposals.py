"""What `privacy-gate init` proposes for the settings, and how the user picks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from privacy_gate.cli.init import choice, example_prompts, planned_files
from privacy_gate.cli.init.installed_commit import Pin
from privacy_gate.cli.init.proposals.proposal import Proposal, ProposalKind
from tests.cli.init.setting_up import init
from tests.gate import gate
from tests.repository import GATE, Repository, environment

ORDINARY = ("--without", "hook", "--without", "push", "--without", "checkout", "--without", "audit")
QUIET = (*ORDINARY, "--without", "scan", "--without", "index")
LADDER = (
    "def orvanda_ladder_step{0}(ladder, step):\n    # the quellhorn ladder\n    quellhorn_rate = 1\n    return {0}\n"
)


def fill(repository: Repository, extra: dict[str, str] | None = None) -> None:
    repository.commit(
        {
            **{f"src/quellhorn_{at}.py": LADDER.format(at) for at in range(8)},
            "pyproject.toml": '[project]\nname = "orvanda-billing"\n',
            "LICENSE": "Copyright (c) 2021-2024 Halvardson GmbH\nCopyright 2020 Jane Roe\n",
            "src/cookies.py": "# Do not store highly confidential information in a cookie.\nx = 1\n",
            "tenants/zarquon/values.yaml": "replicas: 2\n",
            "deploy/app.yaml": "db: pg-ledger-02.orvanda.internal:5432\ndocs: https://docs.python.org/3/\n",
            "src/rebate.py": "# PROPRIETARY AND CONFIDENTIAL\ndef rebate(x):\n    return x\n",
            **(extra or {}),
        }
    )
    repository.git("remote", "add", "origin", "git@git.orvanda.example:orvanda/billing.git")


def test_without_a_terminal_all_proposals_are_comments(repository: Repository) -> None:
    fill(repository)

    done = init(*QUIET)

    text = Path("privacy-gate.yaml").read_text()
    assert yaml.safe_load(text) is None
    for line in (
        "#   - orvanda  # organisation in a package or remote",
        "#   - Halvardson  # copyright holder",
        "#   - pg-ledger-02.orvanda.internal  # in deploy/app.yaml",
        "#   - zarquon  # directory of a customer or tenant",
        "#   - quellhorn  # ",
        '#   - src/rebate.py  # is marked "proprietary and confidential"',
    ):
        assert line in text
    assert "docs.python.org" not in text
    assert re.search(r"internal hosts +1\n", done.out)
    assert re.search(r"never-send files +1\n", done.out)
    block = text[text.index("# never_send:") :].partition("\n\n")[0]
    assert yaml.safe_load(re.sub("^# ", "", block, flags=re.MULTILINE)) == {"never_send": ["src/rebate.py"]}


def answer(repository: Repository, lines: bytes, *more: str) -> tuple[int, str]:
    """Run `init` at a terminal, and return its exit code and its output."""
    import pty

    main, other = pty.openpty()
    with subprocess.Popen(
        [*GATE, "init", *QUIET, *more], cwd=repository.root, stdin=other, stdout=subprocess.PIPE, env=environment()
    ) as process:
        os.write(main, lines)
        out, _ = process.communicate(timeout=600)
    os.close(main)
    os.close(other)
    return process.returncode, out.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_at_a_terminal_enter_accepts_the_marked_ones(repository: Repository) -> None:
    fill(repository)

    code, out = answer(repository, b"\n" * 4 + b"y\n" * 3)

    settings = yaml.safe_load(Path("privacy-gate.yaml").read_text())
    assert code == 0, out
    assert "orvanda" in settings["keywords"]
    assert "Halvardson" in settings["keywords"]
    assert "pg-ledger-02.orvanda.internal" in settings["keywords"]
    assert settings["never_send"] == ["src/rebate.py"]
    assert "Jane Roe" not in Path("privacy-gate.yaml").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_at_a_terminal_numbers_choose_and_wrong_ones_are_asked_again(repository: Repository) -> None:
    fill(repository)

    code, out = answer(repository, b"99\nnone\nnone\nall\nnone\n" + b"y\n" * 3)

    settings = yaml.safe_load(Path("privacy-gate.yaml").read_text())
    assert code == 0, out
    assert "Enter numbers from 1 to" in out
    assert settings == {"keywords": ["pg-ledger-02.orvanda.internal"]}


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("privacy-gate.yaml", "keywords: [mine, orvanda]\n", "  |   - src/rebate.py  #"),
        ("pyproject.toml", '[tool.privacy-gate]\nkeywords = ["orvanda"]\n', '  |   "src/rebate.py",  #'),
    ],
)
def test_existing_settings_stay_and_the_lines_to_add_are_shown(
    repository: Repository, name: str, text: str, line: str
) -> None:
    fill(repository, {name: text})

    done = init(*QUIET)

    assert Path(name).read_text() == text
    assert f"{name} is unchanged. Add the lines that apply:" in done.out
    assert line in done.out
    assert not re.search(r"[ \"]orvanda\b[\",]*  #", done.out)


def test_a_second_run_keeps_the_settings(repository: Repository) -> None:
    fill(repository)
    init(*QUIET)
    before = Path("privacy-gate.yaml").read_text()

    assert "privacy-gate.yaml is unchanged" in init(*QUIET).out
    assert Path("privacy-gate.yaml").read_text() == before


@pytest.mark.skipif(sys.platform == "win32", reason="no such file names there")
def test_hostile_texts_are_escaped_and_links_are_not_followed(repository: Repository) -> None:
    outside = repository.root.parent / "outside"
    outside.mkdir()
    (outside / "zarquon.py").write_text("# PROPRIETARY AND CONFIDENTIAL\n")
    fill(
        repository,
        {
            "src/a\nb\x1b[31m.py": "# PROPRIETARY AND CONFIDENTIAL\n",
            "src/[id]'\".py": "# PROPRIETARY AND CONFIDENTIAL\n",
            "sub/package.json": '{\n  "name": "@evil\x1b[2J/x"\n}\n',
        },
    )
    (repository.root / "linked.py").symlink_to(outside / "zarquon.py")
    (repository.root / "folder").symlink_to(outside)

    done = init(*QUIET)

    text = Path("privacy-gate.yaml").read_text()
    assert "\x1b" not in done.out + text
    assert "linked" not in text
    assert yaml.safe_load(text) is None
    assert '"src/?id?\'\\".py"' in text


def test_the_index_is_built_and_the_scan_is_deep(repository: Repository) -> None:
    fill(repository)

    done = init(*ORDINARY)

    assert "fingerprint" in done.out
    assert gate("index", "status").code == 0
    assert "privacy-gate scan --deep     show all " in done.out
    assert "- src/rebate.py:1: note[business/proprietary-marker]" in done.out


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("a.py", "Python"),
        ("a.ts", "TypeScript"),
        ("a.js", "JavaScript"),
        ("a.go", "Go"),
        ("A.java", "Java"),
        ("a.rs", "Rust"),
        ("a.rb", "Ruby"),
        ("a.php", "PHP"),
        ("A.cs", "C#"),
        ("a.lua", ""),
    ],
)
def test_the_example_is_in_the_language_of_the_repository(repository: Repository, file: str, title: str) -> None:
    repository.commit({file: "x\n"})

    init(*QUIET)

    first = Path("prompts/hash-password.md").read_text().splitlines()[0]
    assert first.startswith(f"TASK: Write a {title} function `" if title else "TASK: Write a function `")
    assert gate("scan", "prompts")[:2] == (0, "")
    assert example_prompts.name_language("nothing") == ""


@pytest.mark.parametrize("pin", [None, Pin("o/gate", "0f" * 20)])
def test_nothing_in_the_workflow_floats(pin: Pin | None) -> None:
    text = planned_files.workflow("1.2.3", pin)
    (job,) = yaml.safe_load(text)["jobs"].values()
    used = re.findall(r"uses: (\S+)(.*)", re.sub(r"#.*`uses:.*", "", text))

    assert used
    for action, comment in used:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", action)
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment)
    assert not job["runs-on"].endswith("latest")
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in re.findall(r'python-version: "(.*)"', text))
    assert all("privacy-gate==1.2.3" in line for line in text.splitlines() if " install " in line)


def test_the_values_are_safe_scalars() -> None:
    values = ["on", "a: b", "x # y", "- z", "\x1b[2J", "a\nb", "ok word", "0123", "[id]", "it's", '"']
    proposed = [Proposal(ProposalKind.TERM, value, "why\nnot", marked=True) for value in values]

    text = choice.list_lines("glossary", proposed, proposed)

    assert yaml.safe_load(text) == {"glossary": values}
    assert len(text.splitlines()) == len(values) + 1


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", [1]),
        ("all", [1, 2, 3]),
        ("none", []),
        ("2-3", [2, 3]),
        ("3,1", [1, 3]),
        ("0-2", None),
        ("4", None),
        ("x", None),
    ],
)
def test_numbers_of_an_answer(given: str, expected: list[int] | None) -> None:
    offered = [Proposal(ProposalKind.TERM, f"t{at}", "", marked=at == 1) for at in (1, 2, 3)]

    assert choice.read_numbers(given, offered) == expected
