"""`clean`, `restore` and `scan` with words beside the escapes of a URL."""

from __future__ import annotations

import pytest

from tests.cleanroom.cleaning import obeys
from tests.gate import GITHUB_TOKEN, gate
from tests.repository import Repository
from tests.tokens import numbered

FORMS = (
    ("a%2FHalvardson", "a%2F<KEYWORD 1>"),
    ("?q=%22halvardson%22", "?q=%22<KEYWORD 1>%22"),
    ("%20Halvardson%20x", "%20<KEYWORD 1>%20x"),
    ("a%252fHalvardson", "a%252f<KEYWORD 1>"),
    ("%E2%80%9CHalvardson%E2%80%9D", "%E2%80%9C<KEYWORD 1>%E2%80%9D"),
    ("%C2%BBHalvardson%C2%AB", "%C2%BB<KEYWORD 1>%C2%AB"),
    ("%48alvardson/1", "<KEYWORD 1>/1"),
    ("Project%20Falcon/1", "<KEYWORD 1>/1"),
    ("%2Fproject%2520falcon/1", "%2F<KEYWORD 1>/1"),
    ("?a=1&q=our+Project+Falcon+now", "?a=1&q=our+<KEYWORD 1>+now"),
)


@pytest.fixture
def keywords(repository: Repository) -> Repository:
    repository.write("privacy-gate.yaml", "keywords: [Halvardson, Project Falcon]\n")
    return repository


@pytest.mark.parametrize(("form", "expected"), FORMS)
def test_a_keyword_beside_an_escape_is_cleaned_and_restored(form: str, expected: str, keywords: Repository) -> None:
    prompt = f"Explain what https://x.example/{form} returns.\n"
    keywords.write("prompts/a.md", prompt)

    before = gate("scan", "prompts/a.md", "--format", "json", "--ignore", "prompt")
    sent = gate("clean", "prompts/a.md").out
    keywords.write("prompts/b.md", sent)
    after = gate("scan", "prompts/b.md", "--format", "json", "--ignore", "prompt")
    back = gate("restore", "-", stdin=sent.encode())

    assert "business/keyword" in before.rules
    assert numbered(sent) == f"Explain what https://x.example/{expected} returns.\n"
    assert "business/keyword" not in after.rules
    assert back.out == prompt


def test_names_of_the_repository_are_cleaned_at_all_places(repository: Repository) -> None:
    repository.write("src/rates.py", "def compute_halvard_surcharge_bands(x):\n    return x\n")
    repository.commit()
    gate("index", "build")
    name = "compute_halvard_surcharge_bands"
    links = "".join(f"- https://x.example/{at}?q=%22{name}%22&p=%2F{name}\n" for at in range(12))
    prompt = f"Explain what these addresses return.\n\n{links}"
    repository.write("prompts/a.md", prompt)

    sent = gate("clean", "prompts/a.md").out

    assert "halvard" not in sent
    assert sent.count("?q=%22") == sent.count("&p=%2F") == 12
    assert gate("restore", "-", stdin=sent.encode()).out == prompt


@pytest.mark.parametrize("before", ["%3D", "%20", "%22", "%2520", "%C2%AB"])
def test_secrets_and_addresses_obey_the_laws(before: str) -> None:
    text = f"Get https://x.example/?q={before}{GITHUB_TOKEN}%22&m={before}t.lind%40harnwick-dairies.eu\n"

    assert numbered(obeys(text).text) == f"Get https://x.example/?q={before}<TOKEN 1>%22&m={before}<EMAIL 1>\n"
