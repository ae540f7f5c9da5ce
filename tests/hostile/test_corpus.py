"""Each hostile input, through every part it fits in: nothing crashes or hangs, the canary beside it is found or there
is a reason why not, and no output obeys it or shows the canary."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from privacy_gate.integrations.assistants import hook_worker
from privacy_gate.reporters import REPORTERS
from tests.fuzz import changes, hooks
from tests.fuzz.target import assert_hidden, assert_inert
from tests.gate import Outcome, gate
from tests.hostile import encodings, forms, patches, signs, trees
from tests.hostile.canary import LINE
from tests.integrations.assistants import payloads
from tests.work import must_end

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("folder")]

TEXTS = {
    **{f"bytes: {name}": data for name, data in encodings.CASES.items()},
    **{f"signs: {name}": data for name, data in signs.CASES.items()},
    **forms.CASES,
}
_ENDINGS = (
    "py",
    "js",
    "yaml",
    "json",
    "txt",
    "sh",
    "html",
    "toml",
    "java",
    "c",
    "rb",
    "ipynb",
    "sql",
    "go",
    "ini",
    "rs",
)
_FORMATS = [name for name in REPORTERS if name != "json"]  # which is read on standard output
_CHUNK = 60


def _chunks(cases: Mapping[str, bytes]) -> list[Mapping[str, bytes]]:
    names = iter(cases)
    return [{name: cases[name] for name in chunk} for chunk in iter(lambda: list(islice(names, _CHUNK)), [])]


def test_there_are_many_of_them() -> None:
    every = [*TEXTS.values(), *patches.CASES.values(), *trees.SETTINGS.values(), *trees.PAYLOADS.values()]

    assert len(set(every)) >= 600


# texts: as a prompt, as code, in a patch ------------------------------------------------------------------


@pytest.mark.parametrize("cases", _chunks(TEXTS), ids=lambda cases: next(iter(cases)))
def test_a_canary_in_files_is_found(cases: Mapping[str, bytes]) -> None:
    files: dict[str, tuple[str, bytes]] = {}
    for at, (name, data) in enumerate(cases.items()):
        files[f"prompts/{at}.md"] = name, data
        files[f"src/{at}.{_ENDINGS[at % len(_ENDINGS)]}"] = name, data
    for path, (_, data) in files.items():
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_bytes(data)
    outputs = [part for name in _FORMATS for part in ("--output", f"{name}=out/{name}")]
    Path("out").mkdir()

    with must_end():
        found = gate("scan", "prompts", "src", "--no-index", "--format", "json", *outputs)

    _every_canary(found, {path: f"{path}, {name}" for path, (name, _) in files.items()})
    assert_hidden(found.out + found.err, _whole(cases))
    for name in _FORMATS:
        _sound(name, Path("out", name).read_text(encoding="utf-8"), cases)


@pytest.mark.parametrize("cases", _chunks(TEXTS), ids=lambda cases: next(iter(cases)))
def test_a_canary_in_a_change_is_found(cases: Mapping[str, bytes]) -> None:
    names, parts = {}, []
    for at, (name, data) in enumerate(cases.items()):
        path = f"prompts/{at}.md" if at % 2 else f"src/{at}.{_ENDINGS[at % len(_ENDINGS)]}"
        lines = data.removesuffix(b"\n").split(b"\n")
        names[path] = name
        head = f"--- /dev/null\n+++ b/{path}\n@@ -0,0 +1,{len(lines)} @@\n".encode()
        parts.append(head + b"".join(b"+" + line + b"\n" for line in lines))

    with must_end():
        found = gate("diff", "--patch", "-", "--no-index", "--format", "json", stdin=b"".join(parts))

    _every_canary(found, names)
    assert_hidden(found.out + found.err, _whole(cases))


def _every_canary(found: Outcome, names: Mapping[str, str]) -> None:
    """Each path has the finding, or is a Problem or left out with a reason; the exit code is no 0."""
    assert "internal error" not in found.err, found.err
    assert found.code in (1, 2), found.err
    report = found.data
    seen = {one["path"] for one in report["findings"] if one["rule"].startswith("secret/")}
    said = {one["path"] for one in (*report["problems"], *report["skipped"])}
    assert {name for path, name in names.items() if path not in seen | said} == set()
    if report["problems"]:
        assert found.code == 2


def _sound(name: str, out: str, cases: Mapping[str, bytes]) -> None:
    changes.rendered(name, out)
    assert_hidden(out, _whole(cases))


def _whole(cases: Mapping[str, bytes]) -> str:
    return "".join(data.decode("utf-8", "replace") for data in cases.values())


# to the assistants' hooks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.deep) for part in range(1, 8))])
@pytest.mark.parametrize("name", hooks.NAMES)
def test_a_canary_in_a_prompt_to_an_assistant_stops_it(name: str, part: int) -> None:
    here = hooks.folder()
    mine = list(TEXTS.items())[hooks.NAMES.index(name) :: len(hooks.NAMES)][part::8]
    passed = []
    for which, data in mine:
        text = data.decode("utf-8", "surrogatepass" if which.startswith("signs") else "replace")
        if LINE not in text:
            text += f"\n\n{LINE}\n"
        sent = payloads.prompt(name, text, here)

        with must_end():
            done = hook_worker.answer_event(name, sent, None)

        said = done.out.decode("ascii") + done.complaint.decode()
        assert_hidden(said, text)
        answer = hooks.read_reply(name, done.out, done.code)
        _inert(answer)
        if not hooks.is_stopped(name, answer, done.code) and "PG_" not in json.dumps(answer, ensure_ascii=False):
            passed.append(which)
    assert passed == []


def _inert(answer: Any) -> None:
    """Nothing in a reply that a terminal obeys. Texts that go on to the model instead of what was typed are its own."""
    for key, value in answer.items() if isinstance(answer, dict) else ():
        if isinstance(value, dict):
            _inert(value)
        elif isinstance(value, str) and not key.startswith("modified"):
            assert_inert(value)


@pytest.mark.parametrize("case", trees.PAYLOADS)
def test_a_payload_that_is_none_stops(case: str) -> None:
    hooks.folder()
    for name in hooks.NAMES:
        with must_end():
            done = hook_worker.answer_event(name, trees.PAYLOADS[case], None)

        assert hooks.is_stopped(name, hooks.read_reply(name, done.out, done.code), done.code), name


# patches --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", patches.CASES)
def test_a_canary_in_a_patch_is_found_or_the_patch_is_a_problem(case: str) -> None:
    with must_end():
        found = gate("diff", "--patch", "-", "--no-index", "--format", "json", stdin=patches.CASES[case])

    assert "internal error" not in found.err, found.err
    rules = [one["rule"] for one in found.data["findings"]] if found.out else []
    assert "secret/github-token" in rules or found.code == 2
    assert found.code in (1, 2)
    assert_hidden(found.out + found.err, "")
    shown = gate("diff", "--patch", "-", "--no-index", "--format", "text", stdin=patches.CASES[case])
    changes.rendered("text", shown.out)
    assert_inert(shown.err.replace("\r\n", "\n"))


# settings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", trees.SETTINGS)
def test_settings_that_are_none_are_refused_or_work(case: str) -> None:
    name = "pyproject.toml" if case.startswith("TOML") else "privacy-gate.yaml"
    Path(name).write_bytes(trees.SETTINGS[case])
    Path("a.md").write_text(f"{LINE}\n")

    with must_end():
        found = gate("scan", "a.md")

    assert found.code in (1, 2)
    assert "internal error" not in found.err
    assert_inert(found.err)


# reports --------------------------------------------------------------------------------------------------


def _short() -> Iterator[str]:
    for data in TEXTS.values():
        yield data.decode("utf-8", "surrogateescape").partition(LINE)[0][:160]


@pytest.mark.parametrize("part", range(4))
def test_what_a_report_says_is_obeyed_by_nobody(part: int) -> None:
    for text in list(dict.fromkeys(_short()))[part::4]:
        changes.reporting(text.encode("utf-8", "surrogateescape"))
