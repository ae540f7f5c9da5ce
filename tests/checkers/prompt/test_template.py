"""The form of prompts: sections in the spellings people use, and what is wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.checkers.prompt import (
    deliverables,
    empty_sections,
    examples,
    orchestration,
    requested_tasks,
    subjective_tests,
)
from privacy_gate.checkers.prompt.prompt_form import judge
from privacy_gate.checkers.prompt.section_names import names
from privacy_gate.checkers.prompt.sections import parse
from privacy_gate.config.parts import SECTIONS, Template
from tests.gate import gate, scan
from tests.repository import Repository
from tests.work import assert_linear

KNOWN = names({})
BODIES = {
    "task": "write `inc(n)`",
    "input": "an int",
    "output": "the int after it",
    "constraints": "none",
    "tests": "inc(1) == 2",
}


def kinds(text: str) -> list[str]:
    return [kind for section in parse(text, KNOWN) for kind in section.kinds]


def problems(text: str, template: Template | None = None) -> list[str]:
    return [rule.removeprefix("prompt/") for rule, _ in judge(text, template or Template())]


def prompt(form: str, labels: str, **bodies: str) -> str:
    """A prompt whose sections are written in a form with {label} and {body}."""
    texts = {**BODIES, **bodies}
    return "".join(
        form.format(label=label, body=texts[kind]) for label, kind in zip(labels.split("|"), SECTIONS, strict=True)
    )


UPPER = "TASK|INPUT|OUTPUT|CONSTRAINTS|TESTS"
TITLE = "Task|Input|Output|Constraints|Tests"


@pytest.mark.parametrize("labels", [UPPER, TITLE])
@pytest.mark.parametrize(
    "form",
    [
        "{label}: {body}\n",
        "{label}:\n{body}\n\n",
        "{label}\n{body}\n\n",
        "[{label}]\n{body}\n",
        "[{label}] {body}\n",
        "# {label}\n{body}\n",
        "### {label}\n\n{body}\n\n",
        "## {label}: {body}\n",
        "**{label}**\n{body}\n",
        "**{label}:** {body}\n",
        "**{label}** – {body}\n",
        "**{label}.** {body}\n",
        "__{label}__: {body}\n",
        "1. {label}\n{body}\n\n",
        "2) {label}: {body}\n",
        "{label}\n======\n{body}\n\n",
        "| {label} | {body} |\n",
        "== {label}\n\n{body}\n\n",
        "h2. {label}\n\n{body}\n\n",
        "<{label}>\n{body}\n</{label}>\n",
        "- {label}: {body}\n",
        "> {label}: {body}\n",
        "# {label}:\n{body}\n",
        "// {label}: {body}\n",
        "{label} .... {body}\n",
    ],
)
def test_sections_are_read_in_every_form(form: str, labels: str) -> None:
    text = prompt(form, labels)

    assert kinds(text) == list(SECTIONS)
    assert problems(text) == []


@pytest.mark.parametrize(
    "labels",
    [
        "Goal|Arguments|Returns|Requirements|Acceptance criteria",
        "Objective|Inputs|Expected output|Rules|Test cases",
        "What we want|What goes in|What comes out|What to respect|How we test it",
        "Aufgabe|Eingabe|Ausgabe|Einschränkungen|Tests",
        "Ziel|Gegeben|Gesucht|Randbedingungen|Prüfung",
        "Auftrag|Parameter|Ergebnis|Bedingungen|Beispiele",
        "Tâche|Entrée|Sortie|Contraintes|Tests",
        "Ta tâche|Ce que tu reçois|Ce que tu rends|Exigences|Critères d'acceptation",
        "Tarea|Entrada|Salida|Restricciones|Pruebas",
        "Objetivo|Datos de entrada|Resultado|Requisitos|Criterios de aceptación",
    ],
)
@pytest.mark.parametrize("form", ["{label}: {body}\n", "## {label}\n{body}\n"])
def test_sections_have_other_names_and_four_languages(form: str, labels: str) -> None:
    assert kinds(prompt(form, labels)) == list(SECTIONS)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("form", ["text", "concise", "json", "markdown", "html", "sarif", "github", "rdjson", "junit"])
@pytest.mark.parametrize(
    "text", ["Xq7Lw0p2Zz9 is what we use.\n", "TASK: Xq7Lw0p2Zz9\n\nINPUT:\n", "TASK: a\nINPUT: Xq7Lw0p2Zz9\n"]
)
def test_no_value_of_the_line_is_shown(form: str, text: str) -> None:
    """A form is looked for, and no rule knows what is in the line."""
    Path("prompts").mkdir()
    Path("prompts/a.md").write_text(text)

    done = gate("scan", "prompts", "--select", "prompt", "--format", form, "--verbose")

    assert "prompt/" in done.out
    assert "Xq7Lw0" not in done.out + done.err


def test_yaml_and_json_are_read() -> None:
    yaml = "---\ntask: >\n  inc\ninput: an int\noutput: an int\nconstraints: [no imports]\ntests: [inc(1) == 2]\n---\n"
    json = (
        '{\n"task": "write inc",\n"input": "int",\n"output": "int",\n"constraints": "none",\n"tests": "inc(1) == 2"\n}'
    )

    assert problems(yaml) == []
    assert problems(json) == []


def test_one_heading_may_name_two_sections() -> None:
    text = "## Task\ninc\n## Input / output\nint in, int out\n## Constraints and tests\nnone; inc(1) == 2\n"

    assert kinds(text) == list(SECTIONS)


def test_sections_on_one_line() -> None:
    assert kinds("TASK: write inc. INPUT: an int. OUTPUT: an int. CONSTRAINTS: none. TESTS: inc(1) == 2") == list(
        SECTIONS
    )


def test_labels_within_the_tests_are_no_sections() -> None:
    text = "## Task\ninc\n## Output\nint\n## Constraints\nnone\n## Tests\nInput: 1\nOutput: 2\n"

    assert problems(text) == ["missing-input"]


@pytest.mark.parametrize("left_out", SECTIONS)
def test_a_section_that_is_missing_is_named(left_out: str) -> None:
    bodies = {kind: body for kind, body in BODIES.items() if kind != left_out}
    text = "".join(f"{kind.upper()}: {body}\n" for kind, body in bodies.items())

    assert f"missing-{left_out}" in problems(text)


OPEN = [
    "TBD", "tbd.", "**TODO**", "TODO: ask QA", "...", "…", "???", "-", "(coming soon)", "_to be written_",
    "to be defined", "will be added later", "not defined yet", "see above", "nothing here yet", "<!-- the limits -->",
    "<fill in>",
    "[your constraints here]", "{{constraints}}", "noch offen", "folgt", "wird noch ergänzt", "à définir",
    "à compléter plus tard", "por definir", "pendiente de confirmar",
]  # fmt: skip
SAID = [
    "none", "None.", "n/a", "keine", "aucune", "ninguna", "int", "[1, 2, 3]", "-1", "0", "the TODO list as JSON", "any",
    "`[]`", "must be done in one pass", "must be completed in 10 ms", "pending entries are left out",
]  # fmt: skip


@pytest.mark.parametrize(("body", "empty"), [(body, True) for body in OPEN] + [(body, False) for body in SAID])
def test_placeholders(body: str, empty: bool) -> None:
    assert empty_sections.is_empty(body, listed=False) is empty


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("f(2) -> 4", True),
        ("Given [1, 2], the sum is 3.", True),
        ("Input: 5\nOutput: 25", True),
        ("`abc` turns into `cba`", True),
        ("returns 25 for 5", True),
        ("an empty list gives an empty list", True),
        ("Para 4 el resultado es 16.", True),
        ("Pour 4, le résultat est 16.", True),
        ("Aus 3 wird 9.", True),
        ("| in | out |\n|---|---|\n| red | stop |", True),
        ("$ f 1\n2", True),
        ("f(1)  # 2", True),
        ("Given a cart with 2 items, when one is removed, then 1 is left", True),
        ("unit tests for all branches", False),
        ("coverage above 90 %", False),
        ("test empty input, huge input, negative numbers", False),
        ("compare with the reference on 1000 random inputs", False),
        ("runs in under 2 seconds for 10000 items", False),
        ("Tests für leere Liste, ein Element, viele Elemente", False),
        ("tests unitaires pour les cas limites", False),
        ("tests con valores límite", False),
    ],
)
def test_examples(body: str, found: bool) -> None:
    assert examples.has_test_example(body) is found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("It should look great on mobile.", True),
        ("The code must be clean and easy to maintain.", True),
        ("I will know it when I see it.", True),
        ("Users find it easy to use.", True),
        ("Der Code soll gut lesbar sein.", True),
        ("Mir muss es gefallen.", True),
        ("Il faut que ça plaise au client.", True),
        ("Le texte se lit bien.", True),
        ("Que sea fácil de entender.", True),
        ("Que al cliente le guste.", True),
        ("The list is sorted in natural order: f(2) gives 3", False),
        ('an input like "a" gives "b"', False),
        ("returns True for a good checksum", False),
        ("user 7 gets 403", False),
        ('parse("right") == Align.RIGHT', False),
    ],
)
def test_taste(body: str, found: bool) -> None:
    assert (subjective_tests.is_subjective(body, 0, len(body)) is not None) is found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("After the fraud check has run, call the booking module and hand the result to the mailer.", True),
        ("First OrderService calls InventoryService, then PaymentService is invoked.", True),
        ("The crawler starts first, the indexer after it, and the ranker last.", True),
        ("Zuerst fragt das Frontend den Anmelde-Dienst, danach wird der Versanddienst angestoßen.", True),
        ("D'abord le service client appelle le service de stock, puis le module de facturation.", True),
        ("Primero el planificador llama al módulo de carga, luego al de validación y al final al notificador.", True),
        ("First sort the list, then remove duplicates, then join with commas.", False),
        ("compose(f, g) calls f first and then passes its result to g.", False),
        ("Workers wait until the queue is not empty, then take one job.", False),
        ("Retry three times before raising; wait 1 s after the first try.", False),
        ("Zuerst wird der String zerlegt, dann sortiert und am Ende zusammengefügt.", False),
    ],
)
def test_orchestration(body: str, found: bool) -> None:
    assert (orchestration.find_call_order(body, 0, len(body)) is not None) is found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Write a parser for INI files. Also create a Dockerfile.", True),
        ("Create a REST endpoint, a React page and a database migration.", True),
        ("1. a function `f`\n2. a SQL view\n3. documentation", True),
        ("We need three things: a script, a timer and a wiki page.", True),
        ("Write `encode(x)`. Then write a blog post about it.", True),
        ("Schreibe eine Funktion `f` und erstelle dazu eine Webseite.", True),
        ("Écris une fonction `f` et crée aussi une page HTML.", True),
        ("Escribe una función `f` y además crea un script de despliegue.", True),
        ("Write a function that reads a file and writes a report.", False),
        ("Write a function `f` that takes a list and a page number and returns a page.", False),
        ("Write a React component with a button and a form.", False),
        ("Write a function `f(x)` and its unit tests.", False),
        ("Write a GitHub workflow: 1. check out the code 2. build the image 3. publish it", False),
        ("Write `cd(path)` that restores the directory, also after an exception.", False),
        ("Escribe una función que lee un archivo y escribe un informe.", False),
    ],
)
def test_several_tasks(body: str, found: bool) -> None:
    assert (len(requested_tasks.find_several(body, 0, len(body))) > 1) is found


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Write a class `MatrixView` with", "matrix-view"),
        ("parse_query(s) in Go", "parse-query"),
        ("also make a rake task which deploys", "rake-task"),
        ("", "prompt"),
    ],
)
def test_a_deliverable_gets_a_short_name(phrase: str, name: str) -> None:
    assert deliverables.name(phrase) == name


def test_several_tasks_print_a_command_each(folder: Path) -> None:
    text = prompt("{label}: {body}\n", UPPER, task="write `inc(n)`, and also build the page that shows it")

    shown = gate("scan", "-", stdin=text.encode())

    assert "run: privacy-gate new inc\n" in shown.out
    assert shown.out.count("privacy-gate new") == 2


def test_a_team_has_its_own_template(folder: Path) -> None:
    (folder / "privacy-gate.yaml").write_text(
        "template:\n  sections: {constraints: [House rules]}\n  required: [task, constraints, tests]\n"
    )

    assert scan("TASK: inc\nHOUSE RULES: none\nTESTS: inc(1) == 2\n", form=True).rules == []
    assert scan("TASK: inc\nTESTS: inc(1) == 2\n", form=True).rules == ["prompt/missing-constraints"]


def test_a_template_of_unknown_sections_is_refused(folder: Path) -> None:
    (folder / "privacy-gate.yaml").write_text("template: {required: [title]}\n")

    assert scan("TASK: inc\n", form=True).code == 2


def test_a_free_prompt_is_a_note_and_nothing_is_missing(folder: Path) -> None:
    found = scan("Can you write a function that adds two numbers?\n", form=True)

    assert [(one["rule"], one["severity"]) for one in found.data["findings"]] == [("prompt/no-template", "note")]
    assert (found.code, found.data["verdict"]) == (0, "send")


def test_bad_form_is_no_reason_to_stay_on_this_machine(folder: Path) -> None:
    found = scan("TASK: inc\nINPUT: an int\nOUTPUT: TBD\n", "--fail-on", "warning", form=True)

    assert {"prompt/missing-tests", "prompt/empty-section", "prompt/no-example"} <= set(found.rules)
    assert found.data["verdict"] == "rewrite"


@pytest.mark.parametrize("name", ["prompts/a.py", "prompts/a.json", "docs/a.md", "src/a.md"])
def test_only_outbound_prose_is_judged(folder: Path, name: str) -> None:
    assert [rule for rule in scan("just some words\n", name=name, form=True).rules if rule.startswith("prompt/")] == []


def test_what_init_writes_passes(folder: Path) -> None:
    Repository(folder)
    gate("init", "--yes", "--without", "assistants", "--without", "hook")

    assert (gate("scan", "prompts/").code, gate("scan", "prompts/").out) == (0, "")


HOSTILE = {
    "headings": "# Task\n" * 50_000,
    "tests": "# Tests\nInput: 1\n" * 25_000,
    "labels": "TASK: a INPUT: b OUTPUT: c TESTS: d. " * 20_000,
    "one sentence": "TASK: x\nTESTS: " + "f(1) gives 2 " * 50_000,
    "words": "TASK: x\nTESTS: " + "then call the service " * 40_000,
    "comments": "TASK: x\nTESTS: " + "<!--" * 100_000,
    "fences": "TASK: x\nTESTS:\n" + "```\n" * 100_000,
    "table": "TASK: x\nTESTS:\n" + "|a" * 50_000,
    "items": "INPUT: x\nTASK:\n" + "- write a page\n" * 15_000,
    "quotes": "TASK: x\nTESTS: " + "\"'`" * 100_000,
    "brackets": "TASK: x\nTESTS: " + "[({<" * 100_000,
    "blanks": "TASK: x\nTESTS:" + " " * 500_000,
    "bold": "TASK: x\nTESTS:\n" + "**" * 200_000,
    "given": "TASK: x\nTESTS: " + "given when then assert expect( " * 20_000,
}


@pytest.mark.once
@pytest.mark.parametrize("name", HOSTILE)
def test_work_grows_with_length_alone(name: str) -> None:
    def judge_all(text: str) -> None:
        assert len(list(judge(text, Template()))) < 30

    text = HOSTILE[name]

    assert_linear(judge_all, text[: len(text) // 16])


PIECES = st.sampled_from(
    [
        "TASK", "input:", "## Tests", "**Output**", "[CONSTRAINTS]", "| Task | x |", "```", "~~~", "---", "\n", "\n\n",
        " ", "- ", "1. ", "TBD", "...", "write a page", "then call the service", "`f(1)`", "-> 2", '"a"', "<!--", "-->",
        "{", "]", "# ", "====", "é", "日本", "\r\n", "\0", "Aufgabe:", "'", "also", "and", "for 5", ":", "|",
    ]
)  # fmt: skip


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)))
def test_no_text_breaks_it_and_every_place_lies_in_the_text(text: str) -> None:
    for rule, found in judge(text, Template()):
        assert rule.startswith("prompt/")
        assert 0 <= found.start <= found.end <= len(text)
    assert all(section.body[0] <= section.body[1] for section in parse(text, KNOWN))
