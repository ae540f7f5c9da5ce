"""Settings and rules written by hand: mistakes are errors with a place, never silence."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest

from privacy_gate.cli.init.planned_files import configuration
from privacy_gate.config import schema
from tests.gate import gate

pytestmark = pytest.mark.usefixtures("folder")

RULE = """\
- id: own/marker
  title: our own marker
  severity: {outbound: error}
  blocks: true
  mend: drop
  why: It names the plan.
  remedy: Leave it out.
  patterns: ['\\bplan zebra\\b']
  hits: ['the «plan zebra» file']
  passes: ['a zebra']
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("keyword: [a]\n", "privacy-gate.yaml:1: unknown key `keyword`"),
        ("promts: [a]\n", "hint: Did you mean `prompts`?"),
        ("keywords: a\n", "privacy-gate.yaml:1: `keywords`: expected a list, got a text"),
        ("fail_on: sometimes\n", "privacy-gate.yaml:1: `fail_on`: invalid enum value 'sometimes'"),
        ("# c\n\nkeywords: [a]\nkeywords: [b]\n", "privacy-gate.yaml:4: the key `keywords` is used twice"),
        ("keywords: [a\n", "privacy-gate.yaml:1: not valid YAML"),
        ("keywords: &a [x]\nprompts: *a\n", "anchors and aliases are not supported"),
        ("keywords: [" + "[" * 50_000 + "\n", "privacy-gate.yaml: nested too deeply"),
        ("- " * 5000 + "x\n", "privacy-gate.yaml: nested too deeply"),
        ("per_path:\n  - paths: [a]\n    because: b\n", "privacy-gate.yaml:3: unknown key `because`"),
        ("per_path:\n  - paths: [a]\n", "missing required field `reason`"),
        ("severity: {secrets: error}\n", "severity: unknown rule or family `secrets`"),
        ("per_path: [{paths: [a], ignore: [nope], reason: b}]\n", "per_path: unknown rule or family `nope`"),
        ("extra_rules: [gone.yaml]\n", "cannot read the rules in"),
        ("max_file_size: 0\n", "privacy-gate.yaml:1: `max_file_size`: expected a number >= 1"),
        ("keywords: !!python/object:os.system x\n", "tags are not supported"),
    ],
)
def test_a_broken_configuration_is_one_clear_line(text: str, said: str) -> None:
    Path("privacy-gate.yaml").write_text(text)
    Path("a.md").write_text("text\n")

    done = gate("scan", "a.md")

    assert done.code == 2
    assert done.out == ""
    assert said.lower() in done.err.lower()
    assert done.err.startswith("privacy-gate: error: ")
    assert len(done.err.splitlines()) <= 5


@pytest.mark.skipif(os.name != "posix", reason="there are no pipes in folders")
@pytest.mark.parametrize("kind", ["pipe", "directory", "broken link"])
@pytest.mark.parametrize("name", ["privacy-gate.yaml", "pyproject.toml"])
def test_settings_that_are_no_file_are_an_error(name: str, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(name)
    elif kind == "directory":
        Path(name).mkdir()
    else:
        Path(name).symlink_to("gone")
    Path("a.md").write_text("Sort a list.\n")

    found = gate("scan", "a.md")

    assert found.code == 2
    assert f"{name} is not a regular file" in found.err


def test_pyproject() -> None:
    Path("a.md").write_text("use Falcon\n")
    Path("pyproject.toml").write_text("[tool.privacy-gate]\nkeywords = ['Falcon']\n")

    assert gate("scan", "a.md", "--format", "json").rules == ["business/keyword"]


@pytest.mark.parametrize(
    ("text", "said", "marked"),
    [
        ("[tool.privacy-gate]\nkeyword = []\n", ":2: unknown key `keyword`", "keyword"),
        ("[tool.privacy-gate]\npromts = []\n", "hint: Did you mean `prompts`?", "promts"),
        ("[tool.a]\nfail_on = 1\n[tool.privacy-gate]\nfail_on = 1\n", ":4: `fail_on`: expected a text", "fail_on"),
        ("tool.privacy-gate.hook = {\"block_on\" = 1}\n", ":1: `block_on`: expected a text", "block_on"),
        ("[[tool.privacy-gate.per_path]]\npaths = ['a']\nreason = 'x'\n[[tool.privacy-gate.per_path]]\npaths = 1\n",
         ":5: `paths`: expected a list", "paths"),
        ("[tool.privacy-gate]\nkeywords = [\n'a', # ]\n\"\"\"b\n]\"\"\",\n5]\n", ":6: `keywords`: expected", "5"),
        ("[tool.privacy-gate\n", ":1: not valid TOML: Expected", "\n"),
        ("a = 1\n[tool.privacy-gate]\nkeywords = x\n", ":3: not valid TOML: Invalid value", "x"),
        ("[tool.privacy-gate]\nkeywords = [", ":2: not valid TOML: Invalid value", "\n"),
        ("[tool.privacy-gate]\nkeywords = " + "[" * 5000, "pyproject.toml: not valid TOML", None),
    ],
)  # fmt: skip
def test_a_broken_pyproject(text: str, said: str, marked: str | None) -> None:
    Path("a.md").write_text("text\n")
    Path("pyproject.toml").write_text(text)

    done = gate("scan", "a.md")

    assert done.code == 2
    assert said in done.err
    if marked is not None:
        _, written, carets = done.err.splitlines()[1:4]
        assert f"{written}\n"[carets.index("^") : carets.index("^") + carets.count("^")].startswith(marked)


def test_another_tools_broken_pyproject_is_not_ours_to_judge() -> None:
    Path("a.md").write_text("text\n")
    Path("pyproject.toml").write_text("[tool.other\n")

    assert gate("scan", "a.md").code == 0


def test_both_places_at_once_are_an_error() -> None:
    Path("privacy-gate.yaml").write_text("keywords: []\n")
    Path("pyproject.toml").write_text("[tool.privacy-gate]\n")

    done = gate("scan", ".")

    assert done.code == 2
    assert "both exist" in done.err


def test_off_and_no_are_words() -> None:
    Path("privacy-gate.yaml").write_text("keywords: [no, on]\nseverity: {business/figure: off}\n")

    shown = gate("config")

    assert shown.code == 0
    assert "keywords: ['no', 'on']" in shown.out
    assert "business/figure: 'off'" in shown.out


def test_the_config_that_is_shown_can_be_read_again() -> None:
    Path("privacy-gate.yaml").write_text("keywords: [a b]\nseverity: {secret: error}\n")
    shown = gate("config").out
    Path("privacy-gate.yaml").write_text(shown)

    assert gate("config").out == shown


def test_the_template_of_init_is_valid_with_every_comment_taken_away() -> None:
    lines = [line.removeprefix("# ") for line in configuration([], []).splitlines()]
    keys = [line for line in lines if line.startswith((" ", "-")) or line.partition(":")[0].replace("_", "").isalpha()]
    Path("privacy-gate.yaml").write_text("\n".join(line for line in keys if ": " not in line[:30] or "`" not in line))
    Path("gate-rules.yaml").write_text(RULE)
    Path("policy").mkdir()
    Path("policy/privacy-gate.yaml").write_text("severity: {business/figure: warning}\n")

    assert gate("config").err == ""


def test_the_schema_is_one_and_holds_what_the_decoder_holds() -> None:
    shown = json.loads(gate("config", "--schema").out)

    assert shown == schema()
    jsonschema.Draft202012Validator.check_schema(shown)
    validator = jsonschema.Draft202012Validator(shown)
    assert validator.is_valid({"keywords": ["a"], "severity": {"secret": {"outbound": "off"}}})
    assert not validator.is_valid({"keyword": []})
    assert not validator.is_valid({"fail_on": "sometimes"})


def test_own_rules_are_found_and_listed() -> None:
    Path("own.yaml").write_text(RULE)
    Path("privacy-gate.yaml").write_text("extra_rules: [own.yaml]\n")
    Path("a.md").write_text("see plan zebra\n")

    found = gate("scan", "a.md", "--exposure", "outbound", "--format", "json")

    assert found.rules == ["own/marker"]
    assert "own/marker" in gate("rules").out
    assert "It names the plan." in gate("rule", "own/marker").out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("why: It names the plan.", "wyh: x", "unknown key `wyh`"),
        ("  why: It names the plan.\n", "", "missing required field `why`"),
        ("own/marker", "Own/Marker", "`id` must read family/kebab-name"),
        ("own/marker", "secret/github-token", "`id` is already used by another rule"),
        ("mend: drop", "mend: paint", "invalid enum value 'paint'"),
        ("patterns: ['\\bplan zebra\\b']", "patterns: ['plan (zebra']", "not a valid regular expression"),
        ("patterns: ['\\bplan zebra\\b']", "patterns: ['plan .*zebra']", "can be longer than 20,000 characters"),
        ("patterns: ['\\bplan zebra\\b']", "patterns: ['(?:plan)?']", "can match the empty string"),
        ("patterns: ['\\bplan zebra\\b']", "patterns: ['[a-z]{3,9}']", "needs a literal, or a boundary"),
        ("patterns: ['\\bplan zebra\\b']", "patterns: []", "`patterns`, `terms` or `services` is missing"),
        ("hits: ['the «plan zebra» file']", "hits: ['the plan zebra file']", "no «…» around"),
        ("hits: ['the «plan zebra» file']", "hits: []", "need at least one case"),
        ("mend: drop", "mend: drop\n  filters: [nope]", "unknown filter `nope`"),
        ("mend: drop", "mend: drop\n  checker: nope", "unknown checker `nope`"),
    ],
)
def test_a_broken_rule_is_named(old: str, new: str, said: str) -> None:
    assert old in RULE
    Path("own.yaml").write_text(RULE.replace(old, new))
    Path("privacy-gate.yaml").write_text("extra_rules: [own.yaml]\n")
    Path("a.md").write_text("text\n")

    done = gate("scan", "a.md")

    assert done.code == 2
    assert said in done.err
