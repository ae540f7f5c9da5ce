"""Keys without a form: what the service's name and the words between it and a value say."""

from __future__ import annotations

import pytest

from privacy_gate.rules import Rule
from tests.gate import scan
from tests.rule_list import read_rules

pytestmark = pytest.mark.usefixtures("folder")

KEY = "k7Qw2Zt9Xb4Ln8Gt" + "Rd3Vc6Ym1Hs5Pf0J"
HEX = "9c41d7e20b58f3a6" + "e7190c5db2f84a63" + "17ce08b5"
ID = "3f9a1c70-5b2e-4d86" + "-a1c4-7e50d92b8f36"


def found(text: str, name: str = "app/settings.py") -> set[str]:
    return {finding["rule"] for finding in scan(text, "--select", "secret", name=name).data["findings"]}


@pytest.mark.parametrize(
    "text",
    [
        f'MISTRAL = "{KEY}"\n',
        f'client = Mistral("{KEY}")\n',
        f"The key for Mistral is {KEY}.\n",
        f"mistral:\n  key: {KEY}\n",
        f'{{"mistral": {{"api_key": "{KEY}"}}}}\n',
        f"curl https://api.mistral.ai/v1/models -H 'Authorization: Bearer {KEY}'\n",
        f'const myMistralKey = "{KEY}";\n',
    ],
)
def test_a_name_tells_what_a_value_is(text: str) -> None:
    assert "secret/mistral-key" in found(text)


@pytest.mark.parametrize(
    "text",
    [
        f"mistral commit {KEY}\n",
        f'mistral_sha256 = "{KEY}"\n',
        f"https://mistral.ai/{KEY}\n",
        f'mistral model id: "{KEY}"\n',
        f"mistral wrote a long sentence and then {KEY}\n",
        f"mistral\n\n\nkey: {KEY}\n",
        'mistral = "' + "x" * 32 + '"\n',
        f'deepgram_project = "{ID}"\n',
    ],
)
def test_other_things_stand_there_in_other_words(text: str) -> None:
    assert "secret/mistral-key" not in found(text)


def test_a_short_name_is_no_part_of_a_word() -> None:
    assert found(f'miro_board = "{KEY[:27]}"\n') == {"secret/workspace-key"}
    assert found(f'admiror = "{KEY[:27]}"\n') == set()


def test_a_lock_file_holds_digests() -> None:
    assert "secret/wandb-key" in found(f'wandb = "{HEX}"\n')
    assert "secret/wandb-key" not in found(f'wandb = "{HEX}"\n', "poetry.lock")


def test_an_identifier_needs_a_word_about_secrets() -> None:
    assert "secret/heroku-key" in found(f'heroku_api_key = "{ID}"\n')
    assert "secret/heroku-key" not in found(f'heroku = "{ID}"\n')


def rules() -> list[Rule]:
    return [rule for rule in read_rules() if rule.services]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_names_are_written_as_words_in_small_letters(rule: Rule) -> None:
    names = [name for group in rule.services.values() for name in group]

    assert all(name == name.lower().strip() for name in names)
    assert all(len(set(group)) == len(group) for group in rule.services.values())
