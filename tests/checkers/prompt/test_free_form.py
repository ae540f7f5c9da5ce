"""Prompts without sections: one task, no order of calls, something to test the answer with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate import gate, scan

ORDER, TASKS = "prompt/orchestration", "prompt/several-tasks"


def form_rules(text: str) -> set[str]:
    found = gate("scan", "-", "--format", "json", stdin=text.encode())
    return {one["rule"] for one in found.data["findings"] if one["rule"].startswith("prompt/")}


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Write submit_form: it calls validate_email, then fetches the user, then writes the row.", {ORDER}),
        ("Write onSave so that it calls beforeSave, then persistDraft, then afterSave for each row.", {ORDER}),
        ("Write a saga: call reserveSeat; after that call capturePayment; if it throws call releaseSeat.", {ORDER}),
        ("Schreibe etwas, das zuerst pruefe_adresse aufruft, danach lade_kunde und am Ende sende_mail.", {ORDER}),
        ("Écris de quoi appeler d'abord valider_email, puis charger_client, puis envoyer_recu.", {ORDER}),
        ("Escribe algo que llama primero a validar_correo, luego a cargar_cliente y después a guardar.", {ORDER}),
        ("Create a login page and a password reset page, and write the migration for them.", {TASKS}),
        ("1. Write a SQL query for the totals\n2. Build a chart component for it\n3. Draft an email on it", {TASKS}),
        ("Schreibe einen Parser für INI-Dateien und außerdem ein Skript für die Sicherung.", {TASKS}),
        ("Could you implement the search endpoint and build the React page that uses it?", {TASKS}),
        ("First split the text, then sort the words, then join them with commas again, please.", set()),
        ("Write retry(fn, times): call fn, wait one second, then call it again, up to times calls.", set()),
        ("Write to_snake_case(name) that first splits at capitals and then joins with underscores.", set()),
        ("Create an HTML form with the fields name, email and message, and a submit button.", set()),
        ("Refactor this function so that it is easier to read and add type hints.", set()),
        ("Implement a trie in Java with insert and search. Document each method.", set()),
        ("I need two things: a Bash script that rotates logs and a systemd timer for it.", {TASKS}),
        ("I like those phases. Also the table in the document is wrong, and we need to record the decision.", set()),
        ("So that is missing. In addition to the size, we will want a column, and then look at the branch.", set()),
        ("Please continue.", set()),
        ("yes, go on and also fix it", set()),
    ],
)
def test_free_text_on_standard_input(folder: Path, text: str, rules: set[str]) -> None:
    assert form_rules(text) == rules


DESCRIBED = (
    "Write a function for my small game that takes the current position of the player and the list of walls and moves"
    " the player one field to the left unless a wall stands there"
)


def test_a_described_request_without_anything_to_test_is_a_note(folder: Path) -> None:
    for text, severities in ((f"{DESCRIBED}.", ["note"]), (f"{DESCRIBED}: (1, 2) gives (0, 2).", [])):
        found = gate("scan", "-", "--format", "json", "--select", "prompt", stdin=text.encode())
        assert [one["severity"] for one in found.data["findings"]] == severities


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"## {one}\n\nx\n\n" for one in ("Role", "Rules", "Tools", "Style", "Output", "Notes", "Goal", "Tone")),
        "Why does my sort fail?\nInput: 3, 1, 2\nOutput: 3, 2, 1\n",
        "It prints the wrong sum.\n\n**Input**\n1 2\n\n**Expected output**\n3\n",
    ],
)
def test_a_text_with_a_few_such_headings_misses_nothing(folder: Path, text: str) -> None:
    for name in ("prompts/a.md", "notes.md"):
        found = scan(text, "--exposure", "outbound", name=name, form=True)
        assert [rule for rule in found.rules if rule != "prompt/no-template"] == []
    assert form_rules(text) == set()


def test_two_sections_of_the_template_miss_the_others(folder: Path) -> None:
    assert "prompt/missing-tests" in form_rules("TASK: write inc\nINPUT: an int\nOUTPUT: an int\n")
