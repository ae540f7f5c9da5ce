"""One value is set in another program's settings, and nothing else of them changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_edits import add_entries, remove_value, set_value
from privacy_gate.base.settings_files import foreign
from privacy_gate.base.settings_files.foreign import parse_foreign
from privacy_gate.base.settings_files.json import parse
from privacy_gate.base.settings_files.parsed import Format
from tests.audit.machines import database


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '{\n  "a": {\n    "b": false\n  }\n}\n'),
        ("{}", '{\n  "a": {\n    "b": false\n  }\n}'),
        ("{\n  // why\n}\n", '{\n  // why\n  "a": {\n    "b": false\n  }\n}\n'),
        ('{"a": {"b": true}}', '{"a": {"b": false}}'),
        ('{\n\t"a": {\n\t\t"x": 1 // one\n\t}\n}\n', '{\n\t"a": {\n\t\t"x": 1, // one\n\t\t"b": false\n\t}\n}\n'),
        ('{\n  "a": {"x": 1,},\n  // end\n}', '{\n  "a": {"x": 1, "b": false},\n  // end\n}'),
        ('{\n  "a": {\n    "x": 1,\n  },\n}\n', '{\n  "a": {\n    "x": 1,\n    "b": false,\n  },\n}\n'),
        ('{"a.b": 1, "a": {"b": /* no */ "yes"} }', '{"a.b": 1, "a": {"b": /* no */ false} }'),
    ],
)
def test_json_keeps_comments_and_layout(before: str, after: str) -> None:
    written = set_value(before, "jsonc", "x", ("a", "b"), False)

    assert written == after
    assert set_value(written, "jsonc", "x", ("a", "b"), False) == written


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('{"a": 1}', "{}"),
        ('{"a": 1, "b": 2}', '{"b": 2}'),
        ('{"b": 2, "a": 1}', '{"b": 2}'),
        ('{\n  // why\n  "a": 1, // one\n  "b": 2\n}\n', '{\n  // why\n  // one\n  "b": 2\n}\n'),
        ('{\n  "b": 2, // two\n  "a": 1\n}\n', '{\n  "b": 2 // two\n}\n'),
        ('{\n  "b": 2, // a, b\n  "a": {"a": "\\"a\\": 1"},\n}\n', '{\n  "b": 2, // a, b\n}\n'),
        ('{"b": 2}', '{"b": 2}'),
        ("", ""),
    ],
)
def test_json_loses_one_member_and_no_comment(before: str, after: str) -> None:
    assert remove_value(before, "x", ("a",)) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "[t]\nk = false\n"),
        ("a = 1 # one\n", "a = 1 # one\n\n[t]\nk = false\n"),
        ("[t] # mine\nk = true # was\n[u]\nk = true\n", "[t] # mine\nk = false # was\n[u]\nk = true\n"),
        ("t.k = true\n[u]\nk = 1\n", "t.k = false\n[u]\nk = 1\n"),
        ("[t]", "[t]\nk = false\n"),
        ("[t.x]\nk = 1", "[t]\nk = false\n\n[t.x]\nk = 1"),
        ("t = {a = 1}\n", "t = {a = 1,k = false}\n"),
    ],
)
def test_toml_keeps_comments_and_layout(before: str, after: str) -> None:
    assert set_value(before, "toml", "x", ("t", "k"), False) == after
    assert set_value(after, "toml", "x", ("t", "k"), False) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "k: true\n"),
        ("# ö mine\na: 1", "# ö mine\na: 1\nk: true\n"),
        ("k: no  # was\na: 1\n", "k: true  # was\na: 1\n"),
    ],
)
def test_yaml_keeps_comments_and_layout(before: str, after: str) -> None:
    assert set_value(before, "yaml", "x", ("k",), True) == after
    assert set_value(after, "yaml", "x", ("k",), True) == after


def test_entries_are_added_once() -> None:
    text = '{\n  "deny": [\n    "a" // one\n  ]\n}\n'

    written = add_entries(text, "jsonc", "x", ("deny",), ["a", "b", "c"])

    assert written == '{\n  "deny": [\n    "a", // one\n    "b",\n    "c"\n  ]\n}\n'
    assert add_entries(written, "jsonc", "x", ("deny",), ["c", "a"]) == written
    assert parse_foreign(add_entries("", "jsonc", "x", ("p", "deny"), ["a"]), "jsonc", "x").data == {
        "p": {"deny": ["a"]}
    }


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("toml", 'x = """\n[t]\nk = 1\n"""\nt = 3\n'),
        ("toml", "[[t]]\na = 1\n"),
        ("toml", "[t.a]\n[u]\n[t.b]\n"),
        ("yaml", "k: [1]\n"),
        ("jsonc", '{"t": 3}'),
        ("jsonc", "[]"),
        ("env", "k=1"),
    ],
)
def test_what_cannot_be_kept_is_left_to_a_person(form: Format, text: str) -> None:
    key = ("t", "k") if form in ("toml", "jsonc") else ("k",)

    with pytest.raises(GateError):
        set_value(text, form, "x", key, True)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_json_is_read_as_the_standard_library_reads_it(value: Any) -> None:
    for text in (json.dumps(value), json.dumps(value, indent=2, ensure_ascii=False)):
        assert parse(text, "x", comments=False).data() == value


@given(st.dictionaries(st.text(max_size=3), VALUES, min_size=1, max_size=4), st.sampled_from([None, 2]), st.data())
def test_whatever_is_taken_out_is_gone_and_all_else_there(
    data: dict[str, Any], indent: int | None, draw: st.DataObject
) -> None:
    key = draw.draw(st.sampled_from(sorted(data)))
    text = json.dumps({"list": [1, data, 2]}, indent=indent, ensure_ascii=False)

    after = parse(remove_value(text, "x", ("list", "1", key)), "x").data()

    assert after == {"list": [1, {name: value for name, value in data.items() if name != key}, 2]}
    assert parse(remove_value(text, "x", ("list", "1")), "x").data() == {"list": [1, 2]}


@given(st.dictionaries(st.text(max_size=3), VALUES, max_size=4), st.sampled_from([None, 2, "\t"]), VALUES)
def test_whatever_is_set_is_read_again(data: dict[str, Any], indent: int | str | None, value: Any) -> None:
    text = json.dumps(data, indent=indent)

    written = set_value(text, "jsonc", "x", ("new key", "inner"), value)

    assert parse_foreign(written, "jsonc", "x").data == {**data, "new key": {"inner": value}}


@pytest.mark.parametrize(
    ("form", "text", "said"),
    [
        ("json", "{}\n// c", "x:2: not valid JSON: comment"),
        ("json", '{"a": 1,}', "trailing comma"),
        ("jsonc", '{"a" 1}', "`:` is missing"),
        ("jsonc", "{'a': 1}", "a key is missing"),
        ("jsonc", '{"a": nope}', "a value is missing"),
        ("jsonc", '{"a": "\\q"}', "wrong escape"),
        ("jsonc", '{"a": "b\n"}', "unterminated string"),
        ("jsonc", "{} {}", "text after the end"),
        ("jsonc", "[" * 50_000, "nested too deeply"),
        ("toml", "a = ", "not valid TOML"),
        ("yaml", "a: [", "not valid YAML"),
        ("yaml", "[" * 50_000, "nested too deeply"),
    ],
)
def test_a_broken_file_is_one_clear_line(form: Format, text: str, said: str) -> None:
    with pytest.raises(GateError) as caught:
        parse_foreign(text, form, "x")

    assert said in caught.value.message


def test_anchors_and_merged_keys_cannot_multiply() -> None:
    levels = [f"l{n}: &l{n}\n  <<: [{', '.join([f'*l{n - 1}'] * 9)}]\n  k{n}: 1\n" for n in range(1, 40)]

    read = parse_foreign("l0: &l0 {k0: 1}\n" + "".join(levels) + "loop: &x [*x]\nend: on\n", "yaml", "x")

    assert len(read.data["l39"]) == 40
    assert read.data["end"] is True
    with pytest.raises(GateError):
        foreign.texts(read.data)


def test_the_line_of_each_key_of_a_toml_file() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    lines = text.splitlines()

    read = parse_foreign(text, "toml", "x")

    tables = [key for key in read.data["tool"] if isinstance(read.data["tool"][key], dict)]
    keys = [("tool", table, key) for table in tables for key in read.data["tool"][table]]
    assert len(keys) > 10
    assert [key for key in keys if key[-1] not in lines[read.line(key) - 1]] == []
    assert read.line(("project", "optional-dependencies", "org")) == lines.index("org = [") + 1
    assert parse_foreign("[a]\nx = 1\n[b]\nx = 1\n", "toml", "x").line(("b", "x")) == 4
    assert (
        parse_foreign("[[a]]\nx = 1\n[[a]]\n'x' = [{y = 0}, {\"y\" = 1}]\n", "toml", "x").line(("a", "1", "x", "1"))
        == 4
    )


def test_variables_as_readers_of_env_files_have_them() -> None:
    text = "# A=0\nA=1 # one\nexport B = 'two # 2'\nC=\"\"\n not a variable\nD=x#y\r\n"

    read = parse_foreign(text, "env", "x")

    assert read.data == {"A": "1", "B": "two # 2", "C": "", "D": "x#y"}
    assert read.line(("B",)) == 3


def test_a_database_is_read_and_not_written(tmp_path: Path) -> None:
    file = tmp_path / "state.vscdb"
    database(file, {"a/b": "true"})
    before = file.read_bytes()

    assert foreign.read(file, "sqlite", "x").data == {"a/b": "true"}

    assert file.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["state.vscdb"]
    file.write_bytes(b"no database at all, and longer than a header is")
    with pytest.raises(GateError, match="unexpected database"):
        foreign.read(file, "sqlite", "x")


def test_a_pipe_or_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    with pytest.raises(GateError, match="cannot be read"):
        foreign.read_text(tmp_path, "x")
