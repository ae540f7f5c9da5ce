"""From texts to a report: merging, masking, verdicts, fingerprints, exposure."""

from __future__ import annotations

from pathlib import Path

import pytest

from privacy_gate.reporters import REPORTERS
from tests.gate import GITHUB_TOKEN, gate, scan

pytestmark = pytest.mark.usefixtures("folder")

SEED = (
    "As part of our user auth system, write a function to hash passwords. "
    "We're using Argon2 because it's the most secure for our financial data.\n"
)
CLEAN_ROOM = """\
TASK: Write a Python function hash_password(password: str) -> str.
INPUT: a string, for example "correct horse"
OUTPUT: an Argon2id hash in its encoded form
CONSTRAINTS: the argon2-cffi library, default parameters
TESTS: hash_password("a") begins with "$argon2id$"; hash_password("") raises ValueError
"""
COMMENT = "# This calculates the proprietary risk score for our algo-trading model\n"


def test_the_leaking_prompt_closes_the_gate() -> None:
    found = scan(SEED)

    assert found.code == 1
    assert found.data["verdict"] == "rewrite"
    assert {finding["severity"] for finding in found.data["findings"]} == {"error"}


def test_the_clean_room_prompt_passes_with_nothing_said() -> None:
    Path("prompts").mkdir()
    Path("prompts/hash.md").write_text(CLEAN_ROOM)

    assert gate("scan", "prompts/") == (0, "", "")


def test_a_comment_in_code_is_a_note_inside_and_an_error_outside() -> None:
    inside = scan(COMMENT + "x = 1\n", name="risk.py")
    outside = scan(COMMENT + "x = 1\n", "--exposure", "outbound", name="risk.py")

    assert inside.code == 0
    assert {finding["severity"] for finding in inside.data["findings"]} == {"note"}
    assert outside.code == 1
    assert inside.data["files"] == []


def test_one_token_is_one_finding() -> None:
    found = scan(f"export GITHUB_TOKEN={GITHUB_TOKEN}\n")

    assert found.rules == ["secret/github-token"]
    finding = found.data["findings"][0]
    assert (finding["start"], finding["end"]) == ({"line": 1, "column": 21}, {"line": 1, "column": 61})
    assert finding["excerpt"] == "export GITHUB_TOKEN=ghp_****"
    assert found.data["verdict"] == "never"


def test_what_it_stands_for_is_told() -> None:
    also = scan(f"github_token = '{GITHUB_TOKEN}'\n").data["findings"][0]["also"]

    assert [other["rule"] for other in also] == ["secret/keyword-assignment"]


@pytest.mark.parametrize("form", ["text", "concise", "json"])
@pytest.mark.parametrize(
    "arguments", [(), ("--select", "business"), ("--ignore", "secret"), ("--no-ignores",), ("--statistics", "-v")]
)
def test_a_secret_is_nowhere_in_the_output(form: str, arguments: tuple[str, ...]) -> None:
    text = (
        f"Our customers pay a 12 % margin with {GITHUB_TOKEN} as part of our billing system. "
        f"password = 'Xk9#mQ2!vLp4Zr' <!-- privacy-gate: ignore[secret/github-token] it is old -->\n"
    )
    Path("prompts").mkdir(exist_ok=True)
    Path("prompts/a.md").write_text(text)

    found = gate("scan", "prompts", "--format", form, *arguments)

    assert found.out
    for secret in (GITHUB_TOKEN[4:], "Xk9#mQ2!vLp4Zr"):
        assert not any(secret[at : at + 8] in found.out + found.err for at in range(len(secret) - 7))


def test_a_secret_is_masked_even_where_its_rule_is_off() -> None:
    Path("privacy-gate.yaml").write_text("severity: {secret: 'off'}\n")

    found = scan(f"As part of our user auth system we send {GITHUB_TOKEN}\n")

    assert found.rules == ["business/company-context"]
    assert GITHUB_TOKEN[4:12] not in found.out


@pytest.mark.parametrize("form", ["text", "concise", "json", "github", "markdown"])
@pytest.mark.parametrize("arguments", [(), ("--select", "business,identifier"), ("--no-ignores", "-v")])
def test_a_secret_is_masked_wherever_else_it_stands(form: str, arguments: tuple[str, ...]) -> None:
    Path("a.py").write_text(
        f"password = 'Xk9mQ2vLp4Zr7T'\n# our proprietary pricing Xk9mQ2vLp4Zr7T of our customers\n"
        f"token = '{GITHUB_TOKEN}'\n\n\nclass {GITHUB_TOKEN}_TenantPricing:\n    tenant_Xk9mQ2vLp4Zr7T_fee = 1\n"
    )

    found = gate("scan", "a.py", "--exposure", "outbound", "--format", form, *arguments)

    assert found.out
    for secret in (GITHUB_TOKEN[4:], "Xk9mQ2vLp4Zr7T"):
        printed = (found.out + found.err).lower()
        assert not any(secret[at : at + 8].lower() in printed for at in range(len(secret) - 7))


def test_fingerprints_survive_moved_lines_and_hold_no_value() -> None:
    def prints(text: str) -> list[str]:
        return [finding["fingerprint"] for finding in scan(text, name="a.py").data["findings"]]

    one = prints(f"token = '{GITHUB_TOKEN}'\n")
    moved = prints(f"\n\n\ntoken = '{GITHUB_TOKEN}'\n")
    other = prints(f"token = '{GITHUB_TOKEN[:-4]}zzzz'\n")
    twice = prints(f"token = '{GITHUB_TOKEN}'\ntoken = '{GITHUB_TOKEN}'\n")

    assert one == moved == other
    assert len(set(twice)) == 2
    assert twice[0] == one[0]


@pytest.mark.parametrize(
    ("path", "exposure"),
    [
        ("prompts/a.md", "outbound"),
        ("prompts/deep/a.py", "outbound"),
        ("src/prompts/a.md", "outbound"),
        ("src/prompts/a.py", "internal"),
        ("notes/a.prompt.md", "outbound"),
        ("src/a.py", "internal"),
        ("myprompts/a.md", "internal"),
    ],
)
def test_exposure_follows_the_path(path: str, exposure: str) -> None:
    found = scan(f"token = '{GITHUB_TOKEN}'\n", name=path)

    assert [finding["exposure"] for finding in found.data["findings"]] == [exposure]


def test_per_path_exposure_beats_the_globs() -> None:
    Path("privacy-gate.yaml").write_text(
        "per_path:\n  - {paths: [prompts/ui/**], exposure: internal, reason: the widget of this name}\n"
    )

    assert scan(SEED, name="prompts/ui/a.md").code == 0
    assert scan(SEED, name="prompts/a.md").code == 1


def test_standard_input_is_a_prompt_unless_it_is_named() -> None:
    assert gate("scan", "-", stdin=SEED.encode()).code == 1
    assert gate("scan", "-", "--stdin-filename", "src/a.py", stdin=SEED.encode()).code == 0
    assert gate("scan", "-", "--stdin-filename", "prompts/a.md", stdin=SEED.encode()).code == 1


def test_keywords_are_flagged_out_and_noted_inside() -> None:
    Path("privacy-gate.yaml").write_text("keywords: [Project Falcon, Grünwald]\n")
    text = "Ask project-falcon, use ProjectFalconClient and the GRÜNWALD site.\n"

    outside, inside = scan(text), scan(text, name="a.txt")

    assert outside.rules == ["business/keyword"] * 3
    assert {finding["severity"] for finding in outside.data["findings"]} == {"warning"}
    assert {finding["severity"] for finding in inside.data["findings"]} == {"note"}


def test_severities_of_the_configuration() -> None:
    Path("privacy-gate.yaml").write_text(
        "severity:\n  business: {outbound: note}\n  business/company-context: 'off'\n  secret: warning\n"
    )

    found = scan(SEED + f"{GITHUB_TOKEN}\n")

    assert "business/company-context" not in found.rules
    assert found.code == 0
    assert found.data["summary"]["warning"] == 1


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 0), ("note", 1), ("never", 0)])
def test_fail_on(fail_on: str, code: int) -> None:
    assert scan(COMMENT, "--fail-on", fail_on, name="a.py").code == code


def test_a_reminder_does_not_close_the_gate_unless_it_is_made_an_error() -> None:
    latin = Path("a.txt")
    latin.write_bytes(b"caf\xe9\n")

    assert gate("scan", "a.txt", "--fail-on", "note").code == 0
    Path("privacy-gate.yaml").write_text("severity: {gate/encoding: error}\n")
    assert gate("scan", "a.txt").code == 1


def test_a_latin_1_file_is_read_and_said_so() -> None:
    Path("a.md").write_bytes(b"caf\xe9 " + GITHUB_TOKEN.encode() + b"\n")

    assert gate("scan", "a.md", "--format", "json").rules == ["gate/encoding", "secret/github-token"]


@pytest.mark.parametrize("form", REPORTERS)
def test_a_finding_about_a_whole_file_shows_no_line_of_it(form: str) -> None:
    broken = GITHUB_TOKEN.encode().replace(b"_", b"_\xff", 1)
    Path("a.md").write_bytes(b"use " + broken + b"\n")

    found = gate("scan", "a.md", "--format", form, "--verbose")

    assert GITHUB_TOKEN[8:20] not in found.out + found.err


def test_a_utf_16_file_is_read() -> None:
    Path("a.md").write_bytes(f"token {GITHUB_TOKEN}\n".encode("utf-16"))

    assert "secret/github-token" in gate("scan", "a.md", "--format", "json").rules


def test_a_hundred_thousand_brackets() -> None:
    for name in ("prompts/a.md", "a.py", "a.txt"):
        found = scan("x = " + "(" * 100_000 + f"\n# our customers {GITHUB_TOKEN}\n", name=name)
        assert found.code == 1
        assert "secret/github-token" in found.rules


def test_exit_zero_is_still_two_when_something_could_not_be_read() -> None:
    Path("privacy-gate.yaml").write_text("max_file_size: 10\n")

    found = scan("longer than ten bytes", "--exit-zero")

    assert found.code == 2
    assert found.data["problems"][0]["path"] == "prompts/case.md"
    assert scan("longer than ten bytes", name="a.txt").data["skipped"][0]["path"] == "a.txt"
