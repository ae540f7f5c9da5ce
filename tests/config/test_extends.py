"""Policies: what `extends` names can be tightened and not loosened, and the mistake names both places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.base.errors import GateError
from privacy_gate.config import DEFAULT_PROMPTS, Config, Settings
from privacy_gate.config.extends import load
from privacy_gate.config.policy_check import combine_values, find_loosened
from privacy_gate.model import Exposure
from privacy_gate.policy.severity import adjust_severities
from tests.gate import gate
from tests.rule_list import read_rules

pytestmark = pytest.mark.usefixtures("folder")

BOTH = (Exposure.OUTBOUND, Exposure.INTERNAL)


def settings(policy: str, own: str) -> Config:
    Path("policy.yaml").write_text(policy)
    Path("privacy-gate.yaml").write_text(f"extends: policy.yaml\n{own}")
    return load(Path.cwd()).config


@pytest.mark.parametrize(
    ("policy", "own", "said"),
    [
        ("fail_on: warning\n", "fail_on: error\n", "`fail_on` loosens policy.yaml:1: error is looser than warning"),
        ("# c\nwording: strict\n", "wording: quiet\n", "policy.yaml:2: quiet is looser than strict"),
        ("exclude: []\n", "exclude: [vendor/**]\n", "vendor/** is not in the policy's list"),
        ("public_code: [a/**]\n", "public_code: [a/**, b/**]\n", "b/** is not in the policy's list"),
        ("max_file_size: 5000\n", "max_file_size: 400\n", "400 is less than 5,000"),
        ("baseline: a\n", "baseline: b\n", "b is not a"),
        ("hook: {fail_open: false}\n", "hook: {fail_open: true}\n", "fail_open is True, not False"),
        ("hook: {profile: clean-room}\n", "hook: {profile: repository}\n", "profile is repository"),
        ("template: {required: [task, tests]}\n", "template: {required: [task]}\n", "tests is no longer required"),
        (
            "severity:\n  secret: error\n",
            "severity:\n  personal: note\n  secret/github-token: off\n",
            "privacy-gate.yaml:4: `severity` loosens policy.yaml:2: secret/github-token is off (outbound) and not",
        ),
        (
            "severity: {secret/github-token: {outbound: note}, secret: {internal: error}}\n",
            "severity: {secret/github-token: {internal: off}}\n",
            "secret/github-token is off (internal) and not error",
        ),
        (
            "severity: {secret: {outbound: error}}\n",
            "severity: {secret: {outbound: note}}\n",
            "secret is note (outbound)",
        ),
        (
            "severity: {secret/github-token: error}\n",
            "per_path: [{paths: [a], ignore: [secret], reason: b}]\n",
            "privacy-gate.yaml:2: `per_path` loosens policy.yaml:1: secret is ignored in a",
        ),
        ("severity: {secret: error}\n", "per_path: [{paths: [a], ignore: [all], reason: b}]\n", "all is ignored in a"),
        (
            "prompts: [p/**]\n",
            "per_path: [{paths: [a], exposure: internal, reason: b}]\n",
            "a is no longer a prompt",
        ),
        ("never_send: [core/**]\n", "severity: {code: off}\n", "`severity` loosens policy.yaml:1: code is off"),
        ("keywords: [falcon]\n", "severity: {business/keyword: note}\n", "business/keyword is note"),
        (
            "never_send: [core/**]\n",
            "per_path: [{paths: [a], ignore: [code], reason: b}]\n",
            "code is ignored in a",
        ),
        ("per_path: []\n", "per_path: [{paths: [a], ignore: [personal], reason: b}]\n", "`a` is ignored"),
    ],
)
def test_loosening_is_an_error_that_names_both_places(policy: str, own: str, said: str) -> None:
    with pytest.raises(GateError) as caught:
        settings(policy, own)

    assert said in caught.value.message
    assert caught.value.message.startswith("privacy-gate.yaml:")
    Path("a.md").write_text("text\n")
    assert gate("scan", "a.md").code == 2


@pytest.mark.parametrize(
    ("policy", "own", "expected"),
    [
        ("fail_on: warning\n", "fail_on: note\n", {"fail_on": "note"}),
        ("fail_on: warning\n", "", {"fail_on": "warning"}),
        ("keywords: [a]\n", "keywords: [b, a]\n", {"keywords": ["a", "b"]}),
        ("prompts: [p/**]\n", "prompts: [q/**]\n", {"prompts": ["p/**", "q/**"]}),
        ("keywords: [a]\n", "", {"prompts": list(DEFAULT_PROMPTS), "keywords": ["a"]}),
        ("exclude: [a, b]\n", "exclude: [b]\n", {"exclude": ["b"]}),
        ("max_file_size: 500\n", "max_file_size: 900\n", {"max_file_size": 900}),
        ("keywords: [x]\n", "exclude: [b]\nwording: quiet\n", {"exclude": ["b"], "wording": "quiet"}),
        (
            "severity: {secret: {outbound: error}, personal: note}\n",
            "severity: {secret: {internal: note}, personal: warning}\n",
            {"severity": {"secret": {BOTH[0]: "error", BOTH[1]: "note"}, "personal": dict.fromkeys(BOTH, "warning")}},
        ),
        ("severity: {secret/github-token: note, secret: error}\n", "severity: {secret/github-token: note}\n", {}),
    ],
)
def test_tightening_holds(policy: str, own: str, expected: dict[str, Any]) -> None:
    found = settings(policy, own)

    assert {name: getattr(found, name) for name in expected} == expected
    assert load(Path.cwd()).config == found  # from the cache


def test_several_layers_and_paths_of_a_policy() -> None:
    Path("org").mkdir()
    Path("org/rules.yaml").write_text("[]\n")
    Path("org/base.yaml").write_text("fail_on: error\nextra_rules: [rules.yaml]\n")
    Path("org/team.yaml").write_text("extends: base.yaml\nfail_on: note\n")
    Path("privacy-gate.yaml").write_text("extends: [org/team.yaml]\nkeywords: [x]\n")

    found = load(Path.cwd())

    assert (found.config.fail_on, found.config.keywords) == ("note", ["x"])
    assert found.config.extra_rules == [str(Path("org/rules.yaml").resolve())]
    assert [layer.source for layer in found.layers] == ["base.yaml", "org/team.yaml", "privacy-gate.yaml"]
    Path("privacy-gate.yaml").write_text("extends: [org/team.yaml]\nfail_on: warning\n")
    with pytest.raises(GateError, match=r"privacy-gate.yaml:2: `fail_on` loosens org/team.yaml:2"):
        load(Path.cwd())


def test_a_policy_in_pyproject() -> None:
    Path("policy.toml").write_text('[tool.privacy-gate]\nfail_on = "warning"\n')
    Path("pyproject.toml").write_text('[tool.privacy-gate]\nextends = "policy.toml"\nfail_on = "never"\n')

    with pytest.raises(GateError, match=r"pyproject.toml:3: `fail_on` loosens policy.toml:2"):
        load(Path.cwd())


def test_a_policy_of_a_package_is_read_and_nothing_of_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place, level in (("site", "warning"), (".", "never")):
        package = tmp_path / place / "acme_policy"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("raise SystemExit('this ran')\n")
        (package / "gate.yaml").write_text(f"fail_on: {level}\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.syspath_prepend(str(tmp_path))  # as `python -m` has it: the working folder comes first
    Path("privacy-gate.yaml").write_text("extends: package:acme_policy/gate.yaml\n")

    assert load(Path.cwd()).config.fail_on == "warning"


@pytest.mark.parametrize(
    ("extends", "said"),
    [
        ("gone.yaml", "file not found: gone.yaml"),
        ("package:no_such_package/x.yaml", "package 'no_such_package'"),
        ("package:../x/y.yaml", "package '..'"),
        ("package:click/../../x.yaml", "leaves its package"),
        ("package:click", "with the file ''"),
        ("privacy-gate.yaml", "is part of a cycle"),
        ("loop.yaml", "is part of a cycle"),
        ("broken.yaml", "broken.yaml:1: unknown key `keyword`"),
    ],
)
def test_a_policy_that_cannot_be_read_is_one_clear_line(extends: str, said: str) -> None:
    Path("loop.yaml").write_text("extends: privacy-gate.yaml\n")
    Path("broken.yaml").write_text("keyword: [a]\n")
    Path("privacy-gate.yaml").write_text(f"extends: {extends}\n")

    done = gate("config")

    assert done.code == 2
    assert said in done.err


def test_explain_says_which_layer_sets_a_key() -> None:
    settings("# org\nfail_on: warning\n", "fail_on: note\n")

    assert gate("config", "--explain", "fail_on").out == (
        "fail_on: note\n  privacy-gate.yaml:2: note\n"
        "  policy.yaml:2: warning (a policy; settings can only be stricter)\n"
    )
    assert gate("config", "--explain", "wording").out == "wording: balanced\n  default; no file sets it\n"
    assert "Did you mean `fail_on`?" in gate("config", "--explain", "fail_no").err
    assert "--explain hook`" in gate("config", "--explain", "hook.profile").err
    assert gate("config").out.startswith("# from privacy-gate.yaml, over policy.yaml\n")


LEVELS = st.sampled_from(["error", "warning", "note", "off"])
SEVERITIES = st.dictionaries(
    st.sampled_from(["secret", "secret/github-token", "personal"]),
    LEVELS | st.dictionaries(st.sampled_from(BOTH), LEVELS, min_size=1),
    min_size=1,
)
(TOKEN,) = (rule for rule in read_rules() if rule.id == "secret/github-token")


@given(SEVERITIES, SEVERITIES)
def test_no_rule_gets_milder_than_the_policy_has_it(policy: dict[str, Any], own: dict[str, Any]) -> None:
    if find_loosened("severity", policy, own) is not None:
        return
    before, after = (
        adjust_severities([TOKEN, *OTHERS], Settings(Config(severity=severity), None, Path()))[0]
        for severity in (policy, combine_values("severity", policy, own))
    )
    for exposure in BOTH:
        said = any(exposure in _exposures(policy.get(name)) for name in (TOKEN.id, TOKEN.family))
        assert not said or after.level(exposure) >= before.level(exposure)


OTHERS = [rule for rule in read_rules() if rule.family == "personal"][:1]


def _exposures(level: str | dict[Exposure, str] | None) -> tuple[Exposure, ...]:
    return BOTH if isinstance(level, str) else tuple(level or ())
