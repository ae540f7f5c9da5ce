"""`--trust REF`: what the gate goes by comes from a commit, and the change under test cannot loosen it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate import GITHUB_TOKEN, Outcome, gate
from tests.repository import TOKEN_LINE, Repository, shows_token

CONTEXT = "As part of our user auth system, write a login."
RULE = """\
- id: custom/code-name
  title: a code name
  severity: {severity}
  blocks: true
  mend: none
  why: It tells.
  remedy: Leave it out.
  patterns: ['\\bBLUEFIN\\b']
  hits: ['the «BLUEFIN» project']
  passes: ['the project']
"""


pytestmark = pytest.mark.repository({"privacy-gate.yaml": "severity: {prompt: off}\n", "README.md": "hello\n"})


def diff(*arguments: str) -> Outcome:
    return gate("diff", "HEAD~1...HEAD", "--format", "json", *arguments)


def rules(found: Outcome) -> list[str]:
    return [finding["rule"] for finding in found.data["findings"]]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("privacy-gate.yaml", "severity: {prompt: off, business: off}\n"),
        ("privacy-gate.yaml", "prompts: [nowhere/**]\n"),
        ("privacy-gate.yaml", "exclude: ['prompts/**']\n"),
        ("privacy-gate.yaml", "per_path: [{paths: ['**'], reason: why not, ignore: [all]}]\n"),
        ("privacy-gate.yaml", "fail_on: never\n"),
        ("privacy-gate.yaml", "{ this is: no: configuration\n"),
    ],
)
def test_a_change_does_not_loosen_its_own_gate(repository: Repository, path: str, content: str) -> None:
    repository.commit({path: content, "prompts/a.md": CONTEXT})

    found = diff("--trust", "HEAD~1")

    assert found.code == 1
    assert sorted(rules(found)) == ["business/company-context", "gate/configuration-changed"]
    assert diff().code != 1  # it would have


def test_settings_that_go_away_still_count(repository: Repository) -> None:
    repository.git("rm", "-q", "privacy-gate.yaml")
    repository.commit({"prompts/a.md": "x\n", "pyproject.toml": "[tool.privacy-gate]\nfail_on = 'never'\n"})

    found = diff("--trust", "HEAD~1")

    assert [finding["message"] for finding in found.data["findings"]] == [
        "privacy-gate's settings are removed by this change",
        "privacy-gate's settings are modified by this change",
    ]
    assert rules(diff())[:2] != rules(found)


def test_rules_and_a_named_configuration_are_those_of_the_commit(repository: Repository) -> None:
    settings = {"conf/gate.yaml": "extra_rules: [rules.yaml]\nseverity: {prompt: off}\n"}
    repository.commit({**settings, "conf/rules.yaml": RULE.format(severity="error")})
    repository.commit({"conf/rules.yaml": RULE.format(severity="note"), "prompts/a.md": "ask BLUEFIN\n"})

    found = diff("--trust", "HEAD~1", "--config", "conf/gate.yaml")

    (custom,) = (one for one in found.data["findings"] if one["rule"] == "custom/code-name")
    assert (found.code, custom["severity"]) == (1, "error")
    assert diff("--config", "conf/gate.yaml").code == 0


def test_a_policy_is_that_of_the_commit(repository: Repository) -> None:
    repository.commit(
        {
            "policy/all.yaml": "keywords: [bluefin]\nseverity: {prompt: off}\n",
            "privacy-gate.yaml": "extends: policy/all.yaml\n",
        }
    )
    repository.commit({"policy/all.yaml": "severity: {prompt: off}\n", "prompts/a.md": "ask bluefin\n"})

    found = diff("--trust", "HEAD~1")

    assert sorted(rules(found)) == ["business/keyword", "gate/configuration-changed"]
    assert rules(diff()) == ["gate/configuration-changed"]


def test_a_baseline_of_the_change_holds_nothing_back(repository: Repository) -> None:
    repository.write("src/a.py", TOKEN_LINE)
    assert gate("baseline").code == 0
    baseline = (repository.root / ".privacy-gate-baseline").read_bytes()
    repository.commit({".privacy-gate-baseline": baseline, "src/a.py": TOKEN_LINE})

    found = diff("--trust", "HEAD~1")
    later = gate("scan", "src", "--format", "json", "--trust", "HEAD")

    assert (found.code, sorted(rules(found))) == (1, ["gate/configuration-changed", "secret/github-token"])
    assert found.data["findings"][0]["message"] == "privacy-gate's baseline is modified by this change"
    assert (later.code, later.data["summary"]["baselined"]) == (0, 1)


def test_a_new_ignore_counts_for_what_is_no_secret_and_is_listed(repository: Repository) -> None:
    text = f"{CONTEXT} <!-- privacy-gate: ignore[business] a reason, @octocat -->\n"
    code = f"token = '{GITHUB_TOKEN}'  # privacy-gate: ignore[secret/github-token] not {GITHUB_TOKEN}\n"
    repository.commit({"prompts/a.md": text, "src/a.py": code, "src/b.py": f"{TOKEN_LINE.strip()}  # gitleaks:allow\n"})

    found = diff("--trust", "HEAD~1")

    assert sorted({one["path"] for one in found.data["findings"]}) == ["src/a.py", "src/b.py"]
    assert set(rules(found)) == {"secret/github-token"}
    assert found.data["ignores"] == [
        {"path": "prompts/a.md", "line": 1, "rules": ["business"], "reason": "a reason, @octocat", "refused": False},
        {"path": "src/a.py", "line": 1, "rules": ["secret/github-token"], "reason": "not ghp_****", "refused": True},
    ]
    shown = gate("diff", "HEAD~1...HEAD", "--trust", "HEAD~1")
    assert "new ignore prompts/a.md:1: business: a reason, @octocat\n" in shown.out
    assert "(not applied)" in shown.out
    assert not shows_token(shown)
    assert (diff().code, diff().data["ignores"]) == (0, [])


@pytest.mark.parametrize("trust", ["HEAD", "HEAD~1"])
def test_an_ignore_that_was_there_counts(repository: Repository, trust: str) -> None:
    repository.commit({"src/a.py": f"{TOKEN_LINE.strip()}  # privacy-gate: ignore[secret] made up\n"})

    scanned = gate("scan", "src", "--format", "json", "--trust", trust)

    assert scanned.code == int(trust == "HEAD~1")
    assert len(scanned.data["ignores"]) == int(trust == "HEAD~1")
    repository.write("src/new.py", f"{TOKEN_LINE.strip()}  # privacy-gate: ignore[secret] made up\n")
    added = gate("scan", "src", "--format", "json", "--trust", "HEAD")
    assert [one["path"] for one in added.data["findings"]] == ["src/new.py"]


@pytest.mark.parametrize("mark", ["# privacy-gate: ignore[secret] made up", "# pragma: allowlist nextline secret"])
def test_another_secret_under_an_old_ignore_is_new(repository: Repository, mark: str) -> None:
    other = TOKEN_LINE.replace("R4nD0m", "0th3r1")
    repository.commit({"src/a.py": f"{mark}\n{TOKEN_LINE}"})
    repository.commit({"src/a.py": f"{mark}\nrenamed_{TOKEN_LINE}"})

    kept = diff("--trust", "HEAD~1")
    repository.commit({"src/a.py": f"{mark}\n{other}"})
    swapped = diff("--trust", "HEAD~1")

    assert (kept.code, kept.data["summary"]["suppressed"]) == (0, 1)
    assert (swapped.code, rules(swapped)) == (1, ["secret/github-token"])


def test_settings_that_this_clone_does_not_have_are_not_taken_for_none(repository: Repository) -> None:
    repository.commit({"privacy-gate.yaml": "severity: {prompt: off, business: error}\n"})
    repository.commit({"privacy-gate.yaml": "fail_on: never\n"})
    repository.commit({"prompts/a.md": CONTEXT})
    oid = repository.git("rev-parse", "HEAD~2:privacy-gate.yaml").strip()
    (repository.root / ".git" / "objects" / oid[:2] / oid[2:]).unlink()

    found = diff("--trust", "HEAD~2")

    assert found.code == 2
    assert "cannot read privacy-gate.yaml at commit " in found.err


def test_a_link_in_the_change_leads_nowhere(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "lenient.yaml").write_text("severity: {business: off, prompt: off}\n")
    (repository.root / "privacy-gate.yaml").unlink()
    (repository.root / "privacy-gate.yaml").symlink_to(tmp_path / "lenient.yaml")
    repository.git("add", "privacy-gate.yaml")
    repository.commit({"prompts/a.md": CONTEXT})

    assert diff("--trust", "HEAD~1").code == 1
    assert diff("--trust", "HEAD~1", "--config", "privacy-gate.yaml").code == 1
    assert diff().code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--trust", "no-such"], "commit not found: no-such"),
        (["--trust", "--help"], "not a revision: --help"),
        (["--trust", "^HEAD"], "not a revision: ^HEAD"),
        (["--trust", "HEAD", "--config", "x.yaml"], "cannot read the configuration x.yaml: it is not in "),
        (["--trust", "HEAD", "--baseline", "x"], "baseline not found: x: it is not in "),
        (["--trust", "HEAD", "--allow-plugins"], "--trust and --allow-plugins cannot be combined"),
    ],
)
def test_what_cannot_be_trusted_is_an_error(repository: Repository, arguments: list[str], said: str) -> None:
    repository.write("x.yaml", "{}\n")
    repository.write("x", "")

    found = gate("scan", ".", *arguments)

    assert found.code == 2
    assert said in found.err


def test_outside_a_repository(folder: Path) -> None:
    (folder / "a.md").write_text("x")

    assert "--trust: not in a git repository" in gate("scan", "a.md", "--trust", "HEAD").err
