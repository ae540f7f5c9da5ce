"""`scan --add-ignores`: directives that hold, in comments and nowhere else."""

from __future__ import annotations

import ast
import json
import stat
from pathlib import Path

import pytest

from tests.gate import GITHUB_TOKEN, Outcome, gate
from tests.repository import shows_token

pytestmark = pytest.mark.usefixtures("folder")

T = GITHUB_TOKEN
IGNORE = "privacy-gate: ignore[secret/github-token] made up"


def add(name: str, text: str | bytes, *arguments: str, reason: str = "made up") -> Outcome:
    file = Path(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return gate("scan", name, "--add-ignores", reason, "--select", "secret,gate", "--format", "json", *arguments)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.py", f"t = '{T}'\n", f"t = '{T}'  # {IGNORE}\n"),
        ("a.py", f"if x:\n    t = '''{T}\n    '''\n", f"if x:\n    # {IGNORE}\n    t = '''{T}\n    '''\n"),
        ("a.py", f"t = '''\n{T}'''\n", f"t = '''\n{T}'''  # {IGNORE}\n"),
        ("a.py", f"t = '{T}'", f"t = '{T}'  # {IGNORE}"),
        ("a.go", f"var t = `{T}`\r\nvar u = 1\r\n", f"var t = `{T}`  // {IGNORE}\r\nvar u = 1\r\n"),
        ("a.ts", f"const t = '{T}';\n", f"const t = '{T}';  // {IGNORE}\n"),
        ("a.sql", f"SELECT '{T}';\n", f"SELECT '{T}';  -- {IGNORE}\n"),
        ("a.css", f"/* {T} */\n", f"/* {T} */  /* {IGNORE} */\n"),
        ("a.lua", f"t = '{T}'\n", f"t = '{T}'  -- {IGNORE}\n"),
        ("a.erl", f'-define(T, "{T}").\n', f'-define(T, "{T}").  % {IGNORE}\n'),
        ("a.el", f'(setq t "{T}")\n', f'; {IGNORE}\n(setq t "{T}")\n'),
        ("a.md", f"# T\n\nuse {T} now\n", f"# T\n\nuse {T} now  <!-- {IGNORE} -->\n"),
        ("a.md", f"```py\nt = '{T}'\n```\n", f"```py\nt = '{T}'  # {IGNORE}\n```\n"),
        ("a.html", f"<p>{T}</p>\n", f"<p>{T}</p>  <!-- {IGNORE} -->\n"),
        ("a.xml", f"<a>\n  <b>{T}</b>\n</a>\n", f"<a>\n  <!-- {IGNORE} -->\n  <b>{T}</b>\n</a>\n"),
        ("a.yaml", f"t: {T}\n", f"t: {T}  # {IGNORE}\n"),
        (".env", f"A=1\nT={T}\n", f"A=1\n# {IGNORE}\nT={T}\n"),
        ("a.ini", f"[a]\nt={T}\n", f"[a]\n; {IGNORE}\nt={T}\n"),
        ("a.tex", f"\\key{{{T}}}\n", f"% {IGNORE}\n\\key{{{T}}}\n"),
        ("Dockerfile", f"FROM x\nENV T={T}\n", f"FROM x\n# {IGNORE}\nENV T={T}\n"),
        (
            "a.sh",
            f"curl -H 'Authorization: token {T}' \\\n  -d x\n",
            f"# {IGNORE}\ncurl -H 'Authorization: token {T}' \\\n  -d x\n",
        ),
        ("two.py", f"a = '{T}'\nb = '{T}'\n", f"a = '{T}'  # {IGNORE}\nb = '{T}'  # {IGNORE}\n"),
    ],
)
def test_the_comment_of_each_language(name: str, text: str, expected: str) -> None:
    found = add(name, text)

    assert Path(name).read_bytes().decode() == expected
    assert (found.code, found.rules) == (0, [])
    assert "added" in found.err
    assert gate("scan", name, "--select", "secret,gate").code == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", json.dumps({"t": T})),
        ("a.ipynb", json.dumps({"cells": [{"cell_type": "code", "source": [f"t = '{T}'"]}]})),
        ("a.txt", f"see {T}\n"),
        ("a.csv", f"a,{T}\n"),
        ("a.md", f'```json\n{{"t": "{T}"}}\n```\n'),
        ("a.py", f'"""\n{T}\n"""\n'),
        ("a.py", f"t = '''\n{T}\n'''\n"),
        ("a.yaml", f"t: |\n  x\n  {T}\n"),
        ("a.sh", f"cat <<E\n{T}\nE\n"),
        ("a.js", f"const t = `\n{T}\n`;\n"),
        ("a.tsx", f"const a = <div>\n  {T}\n</div>;\n"),
        ("a.c", f'#define T "x" \\\n  "{T}"\n'),
        ("a.xml", f"<a\n  t='{T}'/>\n"),
        ("a.xml", f"<a><![CDATA[\n{T}\n]]></a>\n"),
        ("Dockerfile", f"FROM x\nRUN a \\\n  {T} \\\n  b\n"),
    ],
)
def test_where_no_comment_may_stand_nothing_changes(name: str, text: str) -> None:
    found = add(name, text)

    assert Path(name).read_text() == text
    assert found.code == 1
    assert "secret/github-token" in found.rules
    assert f"no ignore at {name}:" in found.err
    assert "privacy-gate baseline" in found.err
    assert "added 0 ignores" in found.err


def test_the_rest_of_a_file_still_gets_its_ignores() -> None:
    found = add("a.py", f"t = '''{T}\n'''\nu = '''\n{T}\n'''\nv = '{T}'\n")

    assert Path("a.py").read_text() == f"# {IGNORE}\nt = '''{T}\n'''\nu = '''\n{T}\n'''\nv = '{T}'  # {IGNORE}\n"
    assert "added 2 ignores in 1 file" in found.err
    assert "no ignore at a.py:5: " in found.err
    assert [one["start"]["line"] for one in found.data["findings"]] == [5]


def test_code_stays_the_same_code() -> None:
    text = f'"""{T}"""\n\n\ndef f(a="{T}"):\n    return f"""{{a}}\n{T}"""\n'
    add("a.py", text)

    assert ast.dump(ast.parse(Path("a.py").read_text())) == ast.dump(ast.parse(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"t = '{T}'  # privacy-gate: ignore[business/figure] a public price\n",
            f"t = '{T}'  # privacy-gate: ignore[business/figure, secret/github-token] a public price\n",
        ),
        (
            f"# privacy-gate: ignore[business/figure] a public price\nt = '{T}'\n",
            f"# privacy-gate: ignore[business/figure, secret/github-token] a public price\nt = '{T}'\n",
        ),
    ],
)
def test_an_ignore_that_is_there_is_extended(text: str, expected: str) -> None:
    add("a.py", text, "--ignore", "gate")

    assert Path("a.py").read_text() == expected


def test_several_rules_of_a_line_share_one_ignore() -> None:
    Path("privacy-gate.yaml").write_text("keywords: [falcon]\n")
    Path("a.prompt").write_text("<!-- x -->\nAsk falcon now as part of our billing system.\n")

    found = gate("scan", "a.prompt", "--add-ignores", "made up", "--ignore", "prompt", "--format", "json")

    assert (found.code, found.rules) == (0, [])
    text = Path("a.prompt").read_text()
    assert text.count("privacy-gate: ignore[") == 1
    assert "business/company-context" in text
    assert "business/keyword" in text


def test_what_a_silenced_finding_stood_for_is_named_too() -> None:
    Path("privacy-gate.yaml").write_text("keywords: [falcon]\nseverity: {business/keyword: error}\n")
    Path("a.md").write_text("Use http://falcon.corp.internal/x now.\n")

    gate("scan", "a.md", "--exposure", "outbound", "--ignore", "prompt", "--add-ignores", "public")

    assert gate("scan", "a.md").code == 0


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-8-sig", "utf-16-le", "utf-32"])
def test_encoding_line_ends_and_permissions_stay(encoding: str) -> None:
    text = f"# caf\xe9\r\nt = '{T}'\r\nu = 1\r\n"
    Path("a.py").write_bytes(text.encode(encoding))
    Path("a.py").chmod(0o755)
    gate("scan", "a.py", "--add-ignores", "made up", "--select", "secret")

    assert Path("a.py").read_bytes().decode(encoding) == text.replace("'\r\n", f"'  # {IGNORE}\r\n")
    assert stat.S_IMODE(Path("a.py").stat().st_mode) == 0o755
    assert [path.name for path in Path().iterdir()] == ["a.py"]


def test_a_reason_that_the_encoding_has_no_letters_for() -> None:
    found = add("a.py", f"# caf\xe9\nt = '{T}'\n".encode("latin-1"), reason="\u65e5\u672c")

    assert "cannot be encoded as latin-1" in found.err
    assert Path("a.py").read_bytes() == f"# caf\xe9\nt = '{T}'\n".encode("latin-1")


@pytest.mark.parametrize(
    "reason",
    ["", "  ", "a\nb", "a\r", "a --> b", "a */ b", "a -- b", "'''", '"""', "?>", "%>", "</script>", "{{ x }}", "a\\",
     "a-", "a\x1b[31m", "x" * 400, "`a`", "*)"],
)  # fmt: skip
def test_a_reason_that_could_end_a_comment_is_refused(reason: str) -> None:
    text = f"t = '{T}'\n"
    found = add("a.py", text, reason=reason)

    assert (found.code, found.out) == (2, "")
    assert Path("a.py").read_text() == text


def test_standard_input_is_no_file() -> None:
    assert gate("scan", "-", "--add-ignores", "made up", stdin=T.encode()).code == 2


def test_the_token_is_nowhere_in_what_is_said() -> None:
    assert not shows_token(add("a.json", json.dumps({"t": T})))


def test_running_it_twice_changes_nothing_more() -> None:
    add("a.py", f"t = '{T}'\n")
    once = Path("a.py").read_text()
    found = gate("scan", "a.py", "--add-ignores", "again", "--select", "secret,gate")

    assert Path("a.py").read_text() == once
    assert "added 0 ignores in 0 files" in found.err
