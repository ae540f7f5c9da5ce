"""Commands as a user meets them: help, messages, exit codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from privacy_gate.cli.commands import COMMANDS
from privacy_gate.cli.group import PARTS
from tests.gate import GITHUB_TOKEN, gate, scan
from tests.repository import Repository

pytestmark = pytest.mark.usefixtures("folder")


def test_help_lists_the_commands() -> None:
    shown = gate("--help")

    in_parts = [name for part in PARTS.values() for name in part]
    assert re.findall(r"^  ([a-z][a-z-]*) {2,}[A-Z]", shown.out, re.MULTILINE) == in_parts
    assert sorted(in_parts) == sorted(COMMANDS)
    assert "Exit codes" in shown.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("scan", "gone.md"), "file not found: gone.md"),
        (("scan", "empty"), "nothing to check in empty"),
        (("scan", "-", "a.md"), "`-` cannot be combined"),
        (("scan", "a.md", "--stdin-filename", "x"), "--stdin-filename needs `-` as the path"),
        (("scan", "a.md", "--select", "secrets"), "unknown rule or family `secrets`"),
        (("scan", "a.md", "--ignore", "nope/nope"), "unknown rule or family `nope/nope`"),
        (("scan", "a.md", "--output", "json"), "not of the form FORMAT=FILE"),
        (("scan", "a.md", "--output", "pdf=x"), "unknown format `pdf`"),
        (("scan", "a.md", "--output", "json=no/such/folder/x"), "cannot write"),
        (("scan", "a.md", "--config", "gone.yaml"), "cannot read the configuration gone.yaml"),
        (("scan", "a.md", "--format", "pdf"), "invalid value `pdf` for --format"),
        (("scan", "--nope"), "no such option"),
        (("nope",), "no such command `nope`"),
        (("scna",), "Did you mean `privacy-gate scan`?"),
        (("rule", "secret/githup-token"), "Did you mean `secret/github-token`?"),
        (("rule", "secret"), "`secret` is a family"),
        (("diff",), "not in a git repository"),
        (("pre-commit", "a.md"), "not in a git repository"),
        (("diff", "--patch", "gone.patch"), "cannot read the patch gone.patch"),
        (("diff", "A..B", "--staged"), "use only one of"),
    ],
)
def test_bad_input_is_two_and_one_clear_line(arguments: tuple[str, ...], said: str) -> None:
    Path("a.md").write_text("text\n")
    Path("empty").mkdir()

    done = gate(*arguments)

    assert done.code == 2
    assert said in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("arguments", [(), ("map",), ("ledger",)])
def test_a_command_that_needs_another_one_shows_its_help(arguments: tuple[str, ...]) -> None:
    done = gate(*arguments)

    assert done.code in (0, 2)  # 0 before click 8.2
    assert "\n  -h, --help " in done.out + done.err
    assert "error:" not in done.err


def test_a_crash_is_two_and_quotes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_data: bytes) -> bool:
        raise RuntimeError(GITHUB_TOKEN)

    monkeypatch.setattr("privacy_gate.documents.looks_binary", crash)

    done = scan("text")

    assert done.code == 2
    assert "internal error: RuntimeError at test_commands.py" in done.err
    assert GITHUB_TOKEN not in done.err


def test_what_shows_where_a_crash_comes_from_quotes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_data: bytes) -> bool:
        raise RuntimeError(GITHUB_TOKEN) from OSError(5, GITHUB_TOKEN)

    monkeypatch.setattr("privacy_gate.documents.looks_binary", crash)
    monkeypatch.setenv("PRIVACY_GATE_DEBUG", "1")

    done = scan("text")

    assert done.code == 2
    assert "in read_all" in done.err
    assert "internal error: RuntimeError at test_commands.py" in done.err
    assert "OSError\n" in done.err
    assert GITHUB_TOKEN not in done.err


def test_several_reports_in_one_run() -> None:
    done = scan(f"{GITHUB_TOKEN}\n", "--output", "concise=out.txt", "--output", "text=out.text")

    assert done.rules == ["secret/github-token"]
    assert Path("out.txt").read_text() == "prompts/case.md:1:1: error[secret/github-token] GitHub token in plain text\n"
    assert "error[secret/github-token]: GitHub token in plain text" in Path("out.text").read_text()


def test_rule_explains_without_showing_a_secret() -> None:
    shown = gate("rule", "secret/github-token")

    assert shown.code == 0
    assert "How to fix it" in shown.out
    assert "****" in shown.out


def test_rules_as_json() -> None:
    listed = gate("rules", "--format", "json").data

    assert {"id", "title", "severity", "mend", "blocks", "why", "remedy"} == set(listed[0])
    assert "secret/github-token" in [rule["id"] for rule in listed]


def test_rules_hold() -> None:
    checked = gate("rules", "prompt", "--check")

    assert checked.code == 0
    assert checked.out.endswith(" 0 failed\n")


def test_config_show_files() -> None:
    Path("prompts").mkdir()
    Path("prompts/a.md").write_text("x")
    Path("b.py").write_text("x")

    assert gate("config", "--show-files").out.splitlines() == ["internal  b.py", "outbound  prompts/a.md"]


def test_statistics_and_quiet() -> None:
    found = gate(
        "scan", "-", "--statistics", "--quiet", "--ignore", "prompt", stdin=f"{GITHUB_TOKEN}\n{GITHUB_TOKEN}\n".encode()
    )

    assert found.out == "2  secret/github-token (error)\n\n2  <stdin>\n\nFound 2 errors in 1 file.\n"


def test_skipped_files_are_counted_and_listed_on_request() -> None:
    Path("a.png").write_bytes(bytes(range(256)))
    Path("b.md").write_text("x")

    assert gate("scan", ".").out == "No findings in 1 file (1 file skipped); --verbose lists the skipped.\n"
    assert gate("scan", ".", "-v").out.splitlines()[0] == "skipped a.png: binary"


@pytest.mark.parametrize(
    ("arguments", "environment", "coloured"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(
    arguments: tuple[str, ...], environment: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    found = gate("scan", "-", *arguments, stdin=f"{GITHUB_TOKEN}\n".encode())

    assert ("\x1b[" in found.out) is coloured


@pytest.mark.parametrize("arguments", [["nobranch"], ["HEAD...nobranch"], ["--each-commit", "nobranch..HEAD"]])
def test_a_commit_that_is_not_here_is_told_with_what_to_do(
    arguments: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    Repository(folder).commit({"a.txt": "a\n"})

    done = gate("diff", *arguments)

    assert done.code == 2
    assert "commit not found: nobranch\n  hint: Use a branch, a tag or a commit. `git fetch` " in done.err


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("check", "."), "Did you mean `privacy-gate scan`?"),
        (("lint",), "Did you mean `privacy-gate scan`?"),
        (("detect",), "Did you mean `privacy-gate scan`?"),
        (("explain", "x"), "Did you mean `privacy-gate rule`?"),
        (("help", "scan"), "Did you mean `privacy-gate scan --help`?"),
        (("map", "shw"), "Did you mean `privacy-gate map show`?"),
        (("diff", "--stagd"), "Did you mean `--staged`?"),
        (("audit", "--json"), "Did you mean `--format json`?"),
        (("history", "--since"), "Run `privacy-gate history --help` for usage."),
        (("install",), "missing argument {claude|codex|"),
        (("scan", "--jobs", "abc"), "invalid value `abc` for --jobs: not a whole number"),
        (("rule", "aws-s"), "Did you mean `secret/aws-secret-key` or `secret/aws-session-token`?"),
        (("config", "--explain", "skip"), "Did you mean `exclude`?"),
        (("scan", "--config", "no.yaml"), "Paths are relative to the current directory."),
        (("install", "claud"), "Did you mean `claude`? Choose one of: claude, codex, gemini,"),
        (("scan", "--format", "jsn"), "Did you mean `json`? Choose one of: text, concise, json,"),
        (("scan", "--output", "pdf=x"), "Choose one of: text, concise, json,"),
        (("scan", "--fail-on", "high"), "Choose one of: error, warning, note, never."),
    ],
)
def test_a_wrong_choice_gets_the_nearest_and_the_list(arguments: tuple[str, ...], hint: str) -> None:
    done = gate(*arguments)

    assert (done.code, done.out) == (2, "")
    assert hint in done.err


def test_a_mistake_in_the_settings_is_shown_with_its_line(folder: Path) -> None:
    (folder / "privacy-gate.yaml").write_text("keywords: [a]\nfail_onn: error\n")

    done = gate("scan", ".")

    assert done.err == (
        "privacy-gate: error: privacy-gate.yaml:2: unknown key `fail_onn`\n    |\n  2 | fail_onn: error\n"
        "    | ^^^^^^^^\n  hint: Did you mean `fail_on`?\n"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules: {}\n", "    | ^^^^^\n  hint: Did you mean `severity`?\n"),
        ("keywords: [\n", "  1 | keywords: [\n    |            ^\n"),
        ("severity: {secret/githup-token: off}\n", "hint: Did you mean `secret/github-token`?\n"),
    ],
)
def test_a_mistake_in_the_settings_has_its_place_or_a_hint(folder: Path, text: str, said: str) -> None:
    (folder / "privacy-gate.yaml").write_text(text)

    assert said in gate("scan", ".").err


def test_a_line_of_the_settings_shows_no_secret(folder: Path) -> None:
    for mistake in (f"keywords: [{GITHUB_TOKEN}\n", f"keywordz: {GITHUB_TOKEN}\n", f"fail_on: {GITHUB_TOKEN}\n"):
        (folder / "privacy-gate.yaml").write_text(mistake)

        done = gate("scan", ".")

        assert done.code == 2
        assert all(GITHUB_TOKEN[at : at + 6] not in done.err for at in range(len(GITHUB_TOKEN) - 6))
