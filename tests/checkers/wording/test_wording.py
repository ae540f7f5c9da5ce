"""The wording model and what the gate makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from privacy_gate import documents
from privacy_gate.checkers.wording import business_wording
from privacy_gate.checkers.wording.sentences import sentences
from privacy_gate.checkers.wording.wording_features import LONGEST, SIZE, kinds, of_tokens, tokens
from privacy_gate.checkers.wording.wording_model import judge
from privacy_gate.config import Config, Settings
from privacy_gate.model import Blob, ChangedPath, Document, Exposure
from privacy_gate.scan import Run
from privacy_gate.scan.gate import assemble
from tests.gate import gate, scan
from tests.repository import Repository

TELLING = [
    "Cap it at 40, the brewery in Lisbon tops up the rest by hand.",
    "# three retries only, the Haverkamp people are billed for each call",
    "Die Grenze ist 12, der Kunde in Herne bekommt den Rest von Hand.",
    "le seuil est 7, le conseil de la mutuelle refuse 8 avant le bilan",
    "el límite es 300 porque la planta de Soria factura aparte",
]
PLAIN = [
    "Write a function that merges two sorted lists and returns a new one.",
    "# account for the BOM that Excel writes at the start of UTF-8 files",
    "Schreibe eine Funktion, die zwei sortierte Listen zusammenführt.",
    "Écris une fonction qui fusionne deux listes triées.",
    "Escribe una función que une dos listas ordenadas.",
]


@pytest.mark.parametrize("text", TELLING)
def test_a_sentence_about_a_business_scores_high(text: str) -> None:
    assert judge(text).score > 0.5


@pytest.mark.parametrize("text", PLAIN)
def test_a_sentence_about_a_task_scores_low(text: str) -> None:
    assert judge(text).score < 0


@pytest.mark.parametrize("text", [*TELLING, *PLAIN, "", "…", "a" * 5000, "x y " * 400, "\ud800 broken", "数" * 200])
def test_what_is_odd_is_judged_too(text: str) -> None:
    judgement = judge(text)
    assert len(judgement.tokens) == len(judgement.shares) <= LONGEST
    assert all(text[token.start : token.end] == token.text for token in judgement.tokens)
    found = tokens(text)
    assert all(0 <= place < SIZE for own in of_tokens(found, kinds(found)) for place in own)


def _document(path: str, text: str, exposure: Exposure, added: frozenset[int] | None = None) -> Document:
    read = documents.read(Blob(path, text.encode(), exposure, added))
    assert isinstance(read, Document)
    return read


def test_a_comment_over_two_lines_is_one_sentence() -> None:
    text = "x = 1\n# cap it at 40 because the brewery in Lisbon\n# tops up the rest by hand\ny = 2\n"
    (sentence,) = sentences(_document("a.py", text, Exposure.INTERNAL))
    assert sentence.text == "cap it at 40 because the brewery in Lisbon tops up the rest by hand"
    start, end = sentence.span(sentence.text.index("Lisbon"), sentence.text.index(" the rest"))
    assert text[start:end] == "Lisbon\n# tops up"


def test_items_cells_and_sentences_are_apart() -> None:
    text = "# Head line\n\nOne thing. Another thing, e.g. this.\n\n- first item\n- second item\n\n"
    text += "| left cell | right cell |\n"
    found = [sentence.text.strip() for sentence in sentences(_document("p.md", text, Exposure.OUTBOUND))]
    assert found[:5] == ["Head line", "One thing.", "Another thing, e.g. this.", "first item", "second item"]
    assert found[5].startswith("left cell")
    assert found[6].startswith("right cell")


def test_only_changed_lines_are_read() -> None:
    text = "# one sentence here\nx = 1\n# another sentence there\n"
    (sentence,) = sentences(_document("a.py", text, Exposure.INTERNAL, frozenset({3})))
    assert sentence.text == "another sentence there"


def test_a_finding_covers_a_clause() -> None:
    judgement = judge("Sort the list by the date of the last change, the brewery in Lisbon wants the newest first.")
    first, last = business_wording.revealing_clause(judgement)
    covered = {token.text for token in judgement.tokens[first : last + 1]}
    assert "Lisbon" in covered
    assert "Sort" not in covered


RULE = "business/wording"
COMMENT = "# three retries only, the brewery in Lisbon is billed for each call\nRETRIES = 3\n"


def _rules(*arguments: str) -> list[dict[str, str]]:
    return [one for one in gate("scan", *arguments, "--format", "json").data["findings"] if one["rule"] == RULE]


def test_texts_that_stay_are_judged_only_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "calls.py").write_text(COMMENT)
    assert not _rules(".")
    assert not _rules("calls.py")
    (found,) = _rules(".", "--deep")
    assert found["severity"] == "note"
    assert "Lisbon" in found["message"]
    assert _rules("calls.py", "--exposure", "outbound")


def test_added_lines_are_judged_with_the_strict_setting_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository(tmp_path)
    repository.commit({"a.txt": "a\n"})
    repository.stage("calls.py", COMMENT)
    monkeypatch.chdir(repository.root)
    found = {}
    for wanted in ("balanced", "strict"):
        repository.write("privacy-gate.yaml", f"wording: {wanted}\n")
        report = gate("diff", "--staged", "--format", "json").data
        found[wanted] = [one["rule"] for one in report["findings"]]
    assert found == {"balanced": [], "strict": [RULE]}


DEEP = "# As part of our billing portal for Harnwick Ltd, legal asked for this; the customers must not know\n"
DEEP_RULES = {"business/company-context", "business/named-party", "business/business-reason", "business/kept-secret"}


def _business(*arguments: str) -> set[str]:
    found = gate(*arguments, "--format", "json").data["findings"]
    named = {rule for one in found for rule in (one["rule"], *(other["rule"] for other in one.get("also", [])))}
    return {rule for rule in named if rule.startswith("business/")} - {RULE}


def test_context_of_a_company_in_texts_that_stay_is_reported_only_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "calls.py").write_text(DEEP + "# our proprietary pricing model, a fee of 2.9 % applies\n")
    kept = {"business/proprietary-marker", "business/figure"}

    assert _business("scan", ".") == kept
    assert _business("scan", "calls.py") == kept
    assert _business("scan", ".", "--deep") == kept | DEEP_RULES
    assert _business("scan", ".", "--exposure", "outbound") >= kept | DEEP_RULES


def test_context_of_a_company_in_added_lines_is_reported_with_the_strict_setting_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(tmp_path)
    repository.commit({"a.txt": "a\n"})
    repository.stage("calls.py", DEEP)
    monkeypatch.chdir(repository.root)
    found = {}
    for wanted in ("balanced", "strict"):
        repository.write("privacy-gate.yaml", f"wording: {wanted}\n")
        found[wanted] = _business("diff", "--staged")
    assert found == {"balanced": set(), "strict": DEEP_RULES}


def test_an_ignore_and_a_baseline_entry_of_a_deep_rule_stay_without_a_deep_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(tmp_path)
    monkeypatch.chdir(repository.root)
    comment = "# As part of our billing portal, round down\n"
    ignore = "# privacy-gate: ignore-next-line[business/company-context] public on our site\n"
    repository.commit({"calls.py": ignore + comment, "more.py": comment})
    assert gate("scan", ".", "--deep", "--fail-on", "note").code == 1
    gate("baseline", "--last")
    gate("baseline", "--prune")

    for deep in ((), ("--deep",)):
        done = gate("scan", ".", *deep, "--fail-on", "note", "--format", "concise")
        assert (done.code, done.out) == (0, "")


@pytest.mark.parametrize(
    "path",
    ["CHANGELOG.md", "docs/release-notes/2.1.md", "AUTHORS", "vendor/lib/calls.py", "requirements-dev.txt", "uv.lock"],
)
def test_lists_and_foreign_code_are_never_judged(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(COMMENT + "# the proprietary risk score of our customer Harnwick Ltd\n")
    own = [one["rule"] for one in gate("scan", ".", "--deep", "--format", "json").data["findings"]]
    assert [rule for rule in own if rule.startswith("business/")] == []
    sent = gate("scan", ".", "--exposure", "outbound", "--format", "json").data["findings"]
    assert [one for one in sent if one["rule"].startswith("business/")]


def test_the_setting_moves_the_threshold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "calls.py").write_text("\n\n".join(f"# {text.lstrip('# ')}" for text in TELLING))
    counts = []
    for wanted in ("strict", "balanced", "quiet"):
        (tmp_path / "privacy-gate.yaml").write_text(f"wording: {wanted}\n")
        counts.append(len(_rules("calls.py", "--deep")))
    assert counts == sorted(counts, reverse=True)
    assert counts[0] >= 3


TOLD = [
    "# the Lisbon office signs these off by hand on Fridays\nLIMIT = 40\n",
    '# Harnwick threatened to leave last spring, so their orders skip the queue\nSKIP = {"H-12"}\n',
    "# finance wants the write-offs in before the auditors come\nDAY = 27\n",
    "# we never tell the suppliers that we lowered this in March\nCUT = 0.85\n",
]


@pytest.mark.parametrize(("added", "expected"), [({7}, 7), ({9}, None), ({7, 9}, 7)])
def test_a_change_to_a_file_that_tells_much_flags_it_once(added: set[int], expected: int | None) -> None:
    text = "".join(TOLD) + "# sorted, newest first\nROWS = []\n"
    document = _document("queue.py", text, Exposure.INTERNAL, frozenset(added))
    run = Run(assemble(Settings(Config(), None, Path())))

    run.change([ChangedPath("queue.py", "M", frozenset(added))], [document])

    found = [shown for shown in run.report().findings if shown.rule == "business/concentration"]
    assert [shown.start.line for shown in found] == ([] if expected is None else [expected])
    assert all({place.start.line for place in shown.related} < {1, 3, 5, 7} for shown in found)
    assert all("4 of 5 sentences" in shown.message for shown in found)


def test_a_change_to_the_harmless_line_of_a_telling_comment_is_judged_too() -> None:
    text = "# in this list of numbers, sorted as they come from the file above,\n" + "".join(TOLD[1:2]) + "".join(TOLD)
    document = _document("queue.py", text, Exposure.INTERNAL, frozenset({1}))
    run = Run(assemble(Settings(Config(), None, Path())))

    run.change([ChangedPath("queue.py", "M", frozenset({1}))], [document])

    assert [one.rule for one in run.report().findings if one.rule == "business/concentration"]


@pytest.mark.usefixtures("folder")
def test_lines_of_code_that_were_not_judged_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(business_wording, "MOST", 3)

    found = scan("```python\n" + "first_one = second_one\n" * 5 + "```\n", "--select", "business").data

    assert [(one["start"]["line"], one["message"].partition(":")[0]) for one in found["findings"]] == [
        (5, "The wording from here on was not checked"),
    ]


def test_the_gates_own_settings_are_not_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Repository(tmp_path).commit()
    for name in ("privacy-gate.yaml", "other.yaml"):
        (tmp_path / name).write_text(f"{TELLING[1]}\nkeywords: [Bluefin]\n")
    Repository(tmp_path).git("add", ".")

    found = gate("scan", ".", "--deep", "--select", "business/wording", "--format", "json").data["findings"]

    assert {one["path"] for one in found} == {"other.yaml"}
