"""The public vocabulary: what was put in comes out, and the file that is shipped knows what everybody knows."""

from __future__ import annotations

import random
import string
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from privacy_gate.base.errors import GateError
from privacy_gate.index import vocabulary
from training.public_code import tables


@given(st.dictionaries(st.text(max_size=30), st.integers(1, 15), max_size=60), st.sampled_from([4, 8]))
@example({"Ù": 1, "\x18o": 1}, 4)  # at the same places of many small tables
def test_a_table_gives_back_what_was_put_in(
    tmp_path_factory: pytest.TempPathFactory, entries: dict[str, int], bits: int
) -> None:
    file = tmp_path_factory.mktemp("vocabulary") / "x.bin"
    tables.write(file, [tables.build("other", {"a": 1}, 8), tables.build("names", entries, bits)])

    table = vocabulary.open_tables(file)["names"]

    assert {key: table.get(key) for key in entries} == entries


def test_what_was_not_put_in_is_unknown_but_for_one_in_256(tmp_path: Path) -> None:
    tables.write(tmp_path / "x.bin", [tables.build("names", {f"name_{n}": 1 + n % 15 for n in range(20_000)}, 4)])
    table = vocabulary.open_tables(tmp_path / "x.bin")["names"]

    wrong = sum(table.get(f"other_{n}") > 0 for n in range(20_000))

    assert wrong < 20_000 / 256 * 1.5
    assert (tmp_path / "x.bin").stat().st_size < 20_000 * 1.9


def test_the_same_entries_give_the_same_bytes(tmp_path: Path) -> None:
    entries = {f"name_{n}": 1 + n % 15 for n in range(500)}
    for name, some in (("a", entries), ("b", dict(reversed(entries.items())))):
        tables.write(tmp_path / name, [tables.build("names", some, 4)])

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


CUT_SHORT = vocabulary.MAGIC + bytes([1]) + vocabulary.HEAD.pack(b"names", 4, 1024, 5, 100, 8000) + bytes(3000)


@pytest.mark.parametrize("data", [b"", b"something else", vocabulary.MAGIC + bytes([3]), CUT_SHORT])
def test_a_damaged_file_is_an_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.bin").write_bytes(data)

    with pytest.raises(GateError):
        vocabulary.open_tables(tmp_path / "x.bin")


def test_everybody_knows_these() -> None:
    for name in ("DataFrame", "useState", "get_user", "parse_config", "os", "docs.python.org"):
        assert vocabulary.known_name(name), name
    assert vocabulary.known_name("self") > vocabulary.known_name("DataFrame") > 2
    assert vocabulary.word("user").uses > 8
    assert vocabulary.pair("user", "name")
    assert vocabulary.prose("the") == 15


def test_nobody_knows_what_was_drawn_at_random() -> None:
    drawn = random.Random(4)  # noqa: S311
    names = ["".join(drawn.choices(string.ascii_lowercase, k=12)) for _ in range(1000)]

    assert sum(vocabulary.known_name(name) > 0 for name in names) < 12
    assert sum(vocabulary.prose(name) > 0 for name in names) < 12


def test_it_is_small_and_opening_it_goes_through_none_of_its_words() -> None:
    assert vocabulary.FILE.stat().st_size <= 2_000_000
    code = (
        "from privacy_gate.index import vocabulary; from tests.work import lines_executed;"
        "print(lines_executed(lambda: vocabulary.known_name('x')))"
    )
    assert int(subprocess.check_output([sys.executable, "-c", code])) < 500
