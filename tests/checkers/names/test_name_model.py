"""The model of names: what it says of a name, and that it never stumbles."""

from __future__ import annotations

import re
import subprocess
import sys
import unittest
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.base.errors import GateError
from privacy_gate.checkers.names import name_features, name_model
from privacy_gate.checkers.names.name_model import judge
from privacy_gate.checkers.names.revealing_names import find_revealing_words
from privacy_gate.config import Config, Settings
from privacy_gate.scan.gate import assemble

TELLING = [
    "hold_letters_for_widows_until_easter", "BakeryOvenShiftBonus", "parkClaimIfBrokerDisputes",
    "TENANT_ARREARS_GRACE_DAYS",
    "mahnstufeFuerStammkunden", "remise_fournisseur_fidele", "vineyard_pickers_harvest_bonus",
    "skipCourierIfBagMissing",
]  # fmt: skip
PLAIN = [
    "hold_events_until_commit", "GaussianKernelWidth", "parkThreadIfMonitorContended", "MAX_SOCKET_RETRY_DAYS",
    "anzahl_zeilen_pro_datei", "black_scholes_price", "skipGlyphIfFontMissing", "body_mass_index",
]  # fmt: skip


@pytest.mark.parametrize("name", TELLING)
def test_a_name_of_a_business_scores_high(name: str) -> None:
    assert judge(name).score > 0


@pytest.mark.parametrize("name", PLAIN)
def test_a_name_of_technology_scores_low(name: str) -> None:
    assert judge(name).score < -1


def test_it_says_which_words_tell() -> None:
    judgement = judge("skip_courier_if_font_missing")

    assert max(zip(judgement.contributions, judgement.words, strict=True))[1] == "courier"


@settings(max_examples=50)
@given(st.text(max_size=100) | st.from_regex(r"[a-zA-Z0-9_$-]{0,150}"))
def test_any_name_is_judged(name: str) -> None:
    judgement = judge(name)

    assert judgement.score == judgement.score
    assert len(judgement.words) == len(judgement.contributions) <= name_features.LONGEST


def test_the_figures_of_a_name_are_as_many_as_the_trees_expect() -> None:
    for name in ("", "_", "a", "7", "a_b_c_d_e", "Überweisung", "x" * 300):
        assert len(name_features.compute_features(name_features.parts(name))) == name_features.NUMBERS


def test_a_missing_or_broken_model_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = name_model.FILE.read_bytes()
    for number, broken in enumerate((None, data[:-7], re.sub(rb'"digest":\d+', b'"digest":1', data, count=1))):
        file = tmp_path / str(number)
        if broken is not None:
            file.write_bytes(broken)
        monkeypatch.setattr(name_model, "FILE", file)
        name_model.load_weights.cache_clear()
        with pytest.raises(GateError):
            name_model.load_weights()
    name_model.load_weights.cache_clear()


def test_names_of_the_standard_library_are_passed_over() -> None:
    source = Path(unittest.__file__ or "").parent
    texts = [file.read_text("utf-8") for file in (*source.glob("*.py"), *source.parent.glob("[a-f]*.py"))]
    names = {name for text in texts for name in re.findall(r"^ *(?:class|(?:async )?def) (\w{3,})", text, re.MULTILINE)}

    told = find_revealing_words(assemble(Settings(Config(), None, Path())).rules["identifier/descriptive"], Config())

    assert len(names) > 1500
    assert [name for name in names if told(name)] == []


def test_the_model_is_not_loaded_for_names_that_public_code_has(tmp_path: Path) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "a.md").write_text("```python\ndef read_file(file_name):\n    return os_path\n```\n")
    code = (
        "import sys\nfrom privacy_gate.cli import run\nrun(['scan', 'prompts', '--select', 'identifier'])\n"
        "print('privacy_gate.checkers.names.name_model' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "False"
