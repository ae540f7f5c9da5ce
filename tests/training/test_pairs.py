"""The check of the reader's pairs names each way in which style gives a leak away."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.reader import pairs

RECORD = "=== 7 | how-to | en | python\nSum by pallet.\n⟦{}¦{}⟧ so gaps are fine.\n"


def read(folder: Path, *records: str) -> list[pairs.Pair]:
    file = folder / "b1.txt"
    file.write_text("".join(records), encoding="utf-8")
    return pairs.read_brief(file)


def test_both_prompts_are_read_from_one_record(tmp_path: Path) -> None:
    (pair,) = read(tmp_path, "=== 7 | how-to | en | python\nSum ⟦~a¦b⟧\n\n⟦our dock¦our club⟧ sleeps.\n\n")
    assert pair == pairs.Pair(
        "7", "how-to", "en", "python", "Sum a\n\nour dock sleeps.", "Sum b\n\nour club sleeps.", ("our dock",), "b1"
    )


@pytest.mark.parametrize(
    "text",
    ["a ⟦leak¦clean", "⟦a⟧", "⟦a¦b\nc⟧", "⟦a¦⟦b¦c⟧⟧", "nothing", "⟦~a¦b⟧", "⟦ ¦b⟧"],
)
def test_a_record_without_a_sound_choice_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(pairs.PairError, match="b1 7"):
        read(tmp_path, f"=== 7 | how-to | en | none\n{text}\n")


def test_a_record_without_a_header_is_refused(tmp_path: Path) -> None:
    with pytest.raises(pairs.PairError, match="not a header"):
        read(tmp_path, "=== 7 | how-to\n⟦a¦b⟧\n")


@pytest.mark.parametrize(
    ("leak", "clean", "fault"),
    [
        ("the dock in the evening closes at night", "the club sleeps", "lengths"),
        ("the dock has 3 gates", "the club has no gate", "numbers 1 and 0"),
        ("the dock in Oslo sleeps", "the club in town sleeps", "capitals 2 and 1"),
        ("our dock sleeps", "the club sleeps", "pronouns 1 and 0"),
        ("the dock # sleeps", "the club a sleeps", "comments 1 and 0"),
        ("the dock is 5 % up", "the club is 5 x up", "percent signs 1 and 0"),
        ("Vexfield and Oldenmark", "London and Washington", "invented names 2 and 0"),
    ],
)
def test_a_difference_in_style_is_named(tmp_path: Path, leak: str, clean: str, fault: str) -> None:
    (pair,) = read(tmp_path, RECORD.format(leak, clean))
    assert [found for found in pairs.list_differences(pair) if found.startswith(fault)]


def test_twins_alike_in_style_pass(tmp_path: Path) -> None:
    (pair,) = read(tmp_path, RECORD.format("our dock in Oslo has 3 gates", "our club in Oslo has 3 doors"))
    assert not list(pairs.list_differences(pair))


def test_a_word_on_one_side_only_is_named(tmp_path: Path) -> None:
    numbered = [
        RECORD.replace("7", str(at)).format(f"dock {word}", f"club {word}") for at, word in enumerate("abcde", start=1)
    ]
    assert ("club", 0, 5) in pairs.list_one_sided_words(read(tmp_path, *numbered))
    assert not pairs.list_one_sided_words(read(tmp_path, *numbered[:4]))


def test_numbers_and_prompts_stand_once(tmp_path: Path) -> None:
    record = RECORD.format("our dock", "our club")
    assert len([fault for fault in pairs.check_brief(read(tmp_path, record, record)) if "2 times" in fault]) == 2


@pytest.mark.parametrize("file", sorted(pairs.BRIEFS.glob("*.txt")), ids=lambda file: file.stem)
def test_the_briefs_of_the_repository_pass(file: Path) -> None:
    assert not list(pairs.check_brief(pairs.read_brief(file)))


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "b1.txt"
    read(tmp_path, RECORD.format("our dock sleeps", "the club sleeps"))
    assert pairs.main([str(file)]) == 1
    assert "7: pronouns 1 and 0" in capsys.readouterr().out
    read(tmp_path, RECORD.format("our dock sleeps", "our club sleeps"))
    assert pairs.main([str(file)]) == 0
    assert "1 pairs, 0 faults" in capsys.readouterr().out


def test_a_side_that_is_longer_nearly_always_is_named(tmp_path: Path) -> None:
    longer = [RECORD.replace("7", str(at)).format("docks", "club") for at in range(8)]
    assert any("is longer in 8 pairs" in fault for fault in pairs.check_brief(read(tmp_path, *longer)))
    even = [RECORD.replace("7", str(at)).format(*("docks", "club")[:: at % 2 * 2 - 1]) for at in range(8)]
    assert not any("is longer in" in fault for fault in pairs.check_brief(read(tmp_path, *even)))
