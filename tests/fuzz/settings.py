"""Settings: ours, those of other programs, rules of users, revisions to trust."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from pathlib import Path

from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_edits import add_entries
from privacy_gate.base.settings_files import decode_toml, decode_yaml, foreign
from privacy_gate.base.settings_files.json import parse as parse_json
from privacy_gate.base.settings_files.parsed import Format
from privacy_gate.config import Config, Layer, extends
from privacy_gate.rules.cases import cases
from privacy_gate.rules.expressions import expressions
from privacy_gate.rules.matching import pattern
from privacy_gate.rules.parsing import parse
from privacy_gate.rules.rule_files import RuleFile
from privacy_gate.sources import trusted_commit
from tests.fuzz.target import Target, text_of
from tests.repository import Repository

ROOT = Path(__file__).parents[2]
_FORMS: tuple[Format, ...] = ("json", "jsonc", "toml", "yaml", "env")


def of_others(data: bytes) -> None:
    """The first byte chooses the format."""
    form = _FORMS[data[0] % len(_FORMS)] if data else "json"
    text = data[1:].decode("utf-8", "replace")
    try:
        read = foreign.parse_foreign(text, form, "f")
    except GateError as error:
        assert error.message.startswith("f")
        return
    last = len(text.splitlines()) + 1  # YAML knows more ends of lines than others
    try:
        found = foreign.texts(read.data)
    except GateError:
        found = []
    for key in [(), ("a", "b"), *(key for key, _ in found[:20])]:
        assert 1 <= read.line(key) <= last
        foreign.get_value(read.data, key)
    if form == "jsonc":
        tree = parse_json(text, "f") if text.strip() else None
        assert tree is None or tree.end <= len(text)


def _others() -> Iterable[bytes]:
    yield b'\1{// a\n"a": {"b": [1, 2.5e3, "x\\u00e9", null, true,],}, /* c */ "d": "e"}'
    yield b'\0{"a": {"b": [1, 2.5, "x"]}, "c": false}'
    yield b"\2[tool.x]\na = 1\nb = [\"c\", {d = 1979-05-27T07:32:00Z}]\n[[y]]\n\"q\" = '''r'''\n"
    yield b"\3a: &x {b: 1}\nc: *x\n<<: *x\nd:\n  - yes\n  - !!int '3'\n? e\n: |\n  f\n---\n"
    yield b"\4# c\nexport A=1\nB='x # y'\nC=\"z\n"


def databases(data: bytes) -> None:
    file = Path("state.vscdb")
    file.write_bytes(data)
    try:
        read = foreign.read(file, "sqlite", "f")
    except GateError as error:
        assert error.message.startswith("f")
        return
    foreign.texts(read.data)


def _databases() -> Iterable[bytes]:
    file = Path("seed.vscdb")
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("pragma page_size = 512")
        database.execute("create table ItemTable (key text unique on conflict replace, value blob)")
        database.executemany("insert into ItemTable values (?, ?)", [("a", b"1"), ("b", "{}"), ("c", None)])
    yield file.read_bytes()


def ours(data: bytes) -> None:
    """A configuration: refused at a line, or used, edited and combined with a policy."""
    is_toml = bool(data[:1]) and data[0] % 2 == 1
    body = data[1:]
    try:
        text = body.decode("utf-8-sig")
        read = decode_toml(text, "f", ("tool", "privacy-gate"), Config) if is_toml else decode_yaml(text, "f", Config)
    except (GateError, UnicodeDecodeError):
        return
    if read is None:
        return
    for path in ("prompts/a.md", "src/\udcff\n.py", ""):
        read.exposure(path)
        read.excludes(path)
    layer = Layer(read, "f", Path("/x/pyproject.toml" if is_toml else "/x/privacy-gate.yaml"), body)
    policy = Layer(_policy(), "p", Path("/p/policy.yaml"), _POLICY)
    with contextlib.suppress(GateError):
        extends.combine_layers([extends.given_keys(policy), extends.given_keys(layer)])
    try:
        if is_toml:
            add_entries(text, "toml", "f", ("tool", "privacy-gate", "keywords"), ['Halvorsen "x"', "on"])
        else:
            add_entries(text, "yaml", "f", ("keywords",), ["Halvorsen: x", "on", "ü#"])
    except GateError:
        pass


_POLICY = b"severity: {secret: error}\nfail_on: warning\nnever_send: ['core/**']\nhook: {block_on: warning}\n"


@cache
def _policy() -> Config:
    return decode_yaml(_POLICY.decode(), "p", Config)


def _ours() -> Iterable[bytes]:
    yield b"\0prompts: ['a/**']\nkeywords:\n  - Halvorsen\nseverity:\n  business: {outbound: error}\nfail_on: note\n"
    yield b"\0per_path:\n  - paths: ['a/*']\n    ignore: [all]\n    exposure: internal\nhook: {profile: clean-room}\n"
    yield b"\0glossary:\n  - {term: Dunning, confidential: true}\n  - scrypt: abc\ntemplate: {order: true}\n"
    yield b'\1[tool.privacy-gate]\nkeywords = ["a"]\n[tool.privacy-gate.severity]\nsecret = "error"\n'


def rules(data: bytes) -> None:
    """A file of rules: refused, or compiled."""
    try:
        found = parse([RuleFile("own.yaml", data)])
    except GateError:
        return
    for rule in found:
        cases(rule)
        for label, regex in expressions(rule):
            try:
                pattern(rule.id, regex, label)
            except GateError:
                continue


def _rules() -> Iterable[bytes]:
    for file in sorted((ROOT / "rules").glob("*.yaml")):
        yield file.read_bytes()[:3500].rpartition(b"\n\n")[0] or file.read_bytes()[:2000]


@cache
def _repository() -> Path:
    made = Repository(Path.cwd() / "trusted")
    made.commit({"privacy-gate.yaml": "fail_on: note\n", "sub/a.md": "x\n"})
    made.git("tag", "v1")
    return made.root


def trusting(data: bytes) -> None:
    """A revision and a path below: never an option to git, never a file of the working tree."""
    root = _repository()
    (root / "privacy-gate.yaml").write_text("fail_on: never\n")
    revision, _, path = text_of(data).replace("\0", "").partition("\n")
    try:
        found = trusted_commit.find_trusted(root, revision)
    except GateError:
        return
    assert len(found.commit) == 40
    for one in (root / "privacy-gate.yaml", root / "sub" / ".." / "privacy-gate.yaml"):
        assert found.read(one) == b"fail_on: note\n"
    with contextlib.suppress(OSError, GateError):
        found.read(root / path.lstrip("/"))


def _revisions() -> Iterable[bytes]:
    yield from (b"HEAD\nsub/a.md", b"v1\n../x", b"main~0\nsub", b"--all\n")


_OF_SETTINGS = (
    "/*", "*/", "//", "&a", "*a", "<<:", "!!binary", '"""', "'''", "\n  ", "{", "[", "- ", "? ", "1e999", "0x",
    "\ufeff",
)  # fmt: skip
_OF_OURS = (*(f"{name}: " for name in Config.__struct_fields__), "\n  - ", "[", "{", "&a ", "*a", "!x ", "'", '"')
_OF_RULES = ("- id: ", "patterns:", "terms:", "hits:", "{1,9}", "(?<!", "services:", "«", "»")
_OF_REVISIONS = ("^{commit}", "@{-1}", ":/a", "HEAD:", "..", "--", "refs/")
TARGETS = (
    Target("settings", of_others, _others, _OF_SETTINGS),
    Target("database", databases, _databases, ("SQLite format 3\0", "ItemTable", "CREATE VIEW ItemTable AS SELECT")),
    Target("configuration", ours, _ours, _OF_OURS),
    Target("rules", rules, _rules, _OF_RULES),
    Target("trust", trusting, _revisions, _OF_REVISIONS, longest=100),
)
