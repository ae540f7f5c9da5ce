"""Which names files of all languages define."""

from __future__ import annotations

import pytest

from privacy_gate.index.definitions import find_definitions
from privacy_gate.index.names import names_by_path, names_in_manifest, names_in_remote
from tests.work import assert_linear


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("a.py", "class RateBook(Base):\n    async def quell(self, margin): ...", "class RateBook, function quell"),
        ("a.py", "QUELL_FLOOR: int = 3\nif x == QUELL: pass", "constant QUELL_FLOOR"),
        (
            "a.py",
            'x = os.environ["ORVANDA_DSN"] or os.getenv("ORVANDA_KEY")',
            "variable ORVANDA_DSN, variable ORVANDA_KEY",
        ),
        ("a.py", '__tablename__ = "dunning_rungs"', "table dunning_rungs"),
        ("0001.py", 'op.create_table("dunning_rungs",', "table dunning_rungs"),
        ("a.ts", "export default async function quellMargin(a: number) {", "function quellMargin"),
        ("a.ts", "export const quellMargin = async (a) => a", "function quellMargin"),
        ("a.tsx", "  quellMargin(a: number): Promise<void> {", "function quellMargin"),
        ("a.ts", "export abstract class RateBook<T> {\ninterface Rung {\n", "class RateBook, class Rung"),
        ("a.ts", "if (x) {\n} else if (y) {\nfor (const a of b) {", ""),
        ("a.js", "const dsn = process.env.ORVANDA_DSN", "variable ORVANDA_DSN"),
        ("a.go", "func (b *RateBook) Quell(m int) (int, error) {\ntype Rung struct {", "function Quell, class Rung"),
        (
            "a.rs",
            "pub(crate) async fn quell<T>() {\npub struct Rung;\nmod ladder;",
            "function quell, class Rung, module ladder",
        ),
        ("a.java", "  public static Map<String, Rung> quellAll(List<Rung> rungs) {", "function quellAll"),
        ("A.java", 'public final class RateBook extends Book {\n@Table(name = "rungs")', "class RateBook, table rungs"),
        ("A.kt", "data class Rung(val a: Int)\ninternal fun quell(a: Int) = a", "class Rung, function quell"),
        ("a.cs", "    public async Task<Rung> QuellAsync(int a)\n    public sealed record Rung(int A);", "class Rung"),
        (
            "a.cpp",
            "double RateBook::quell(double m) const {\n#define QUELL_FLOOR 3",
            "function quell, constant QUELL_FLOOR",
        ),
        ("a.rb", "module Ladder\n  def self.quell(m)", "module Ladder, function quell"),
        ("a.php", "final class Rung {\n  private function quell(int $a): int {", "class Rung, function quell"),
        ("a.swift", "public struct Rung {\n  static func quell() {", "class Rung, function quell"),
        (
            "a.sql",
            "create table if not exists billing.dunning_rungs (\nCREATE OR REPLACE VIEW [rung_view] AS",
            "table dunning_rungs, table rung_view",
        ),
        (".env.production", "ORVANDA_DSN=postgres://u@db.orvanda.net/x", "variable ORVANDA_DSN, host db.orvanda.net"),
        (
            "k8s/app.yaml",
            "  - name: ORVANDA_KEY\n    value: https://rates.orvanda.net:8443/v1",
            "variable ORVANDA_KEY, host rates.orvanda.net",
        ),
        ("Dockerfile", "ENV ORVANDA_MODE=fast", "variable ORVANDA_MODE"),
        ("notes.md", "class RateBook is a function of time", ""),
    ],
)
def test_definitions(path: str, text: str, names: str) -> None:
    assert ", ".join(f"{one.kind} {one.name}" for one in find_definitions(path, text)) == names


def test_each_name_once_with_its_first_line() -> None:
    found = list(find_definitions("a.py", "\n\ndef quell(): ...\ndef quell(): ...\n"))

    assert [(one.name, one.line) for one in found] == [("quell", 3)]


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("pyproject.toml", '[project]\nname = "ratebook"\n[[x]]\nname = "other"', "package ratebook"),
        (
            "web/package.json",
            '{\n  "name": "@orvanda/rates",\n  "author": {"name": "x"}\n}',
            "organisation orvanda, package rates",
        ),
        ("go.mod", "module github.com/orvanda/rates\n", "organisation orvanda, package rates"),
        ("Cargo.toml", '[package]\nname = "rates"', "package rates"),
        (
            "pom.xml",
            "<parent><groupId>org.x</groupId></parent><groupId>com.orvanda</groupId><artifactId>rates</artifactId>",
            "organisation orvanda, package rates",
        ),
        ("README.md", "name = 'x'", ""),
    ],
)
def test_manifests(path: str, text: str, names: str) -> None:
    assert ", ".join(f"{one.kind} {one.name}" for one in names_in_manifest(path, text)) == names


@pytest.mark.parametrize(
    "address",
    [
        "git@git.orvanda.net:halvard/rates.git",
        "https://git.orvanda.net/halvard/rates.git",
        "ssh://git@git.orvanda.net:2222/halvard/rates",
        "https://user:pw@git.orvanda.net/halvard/rates/",
    ],
)
def test_remotes(address: str) -> None:
    assert [(one.kind, one.name) for one in names_in_remote(address)] == [
        ("host", "git.orvanda.net"),
        ("organisation", "halvard"),
        ("repository", "rates"),
    ]


def test_a_local_remote_has_no_names() -> None:
    assert names_in_remote("/srv/git/rates.git") == []
    assert names_in_remote("../rates") == []


def test_paths() -> None:
    assert [(one.kind, one.name) for one in names_by_path("src/ladder/rungs.test.ts")] == [
        ("module", "rungs"),
        ("package", "src"),
        ("package", "ladder"),
    ]
    assert names_by_path("docs/rungs.md") == []


@pytest.mark.parametrize(
    "piece", ["def ", "a ", "(", "{", "const a=", "create table ", "a.", "x::", "<" * 50, "pub ", "((a)"]
)
@pytest.mark.parametrize("path", ["a.ts", "a.yaml", "a.sql"])
def test_work_grows_with_the_length_of_hostile_lines(piece: str, path: str) -> None:
    assert_linear(lambda text: list(find_definitions(path, text)), "\n".join([piece * (1900 // len(piece))] * 40))
