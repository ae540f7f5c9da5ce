"""Patches by git and by others as sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gate import GITHUB_TOKEN
from tests.repository import GATE, TOKEN_LINE, Repository, places, shows_token, start
from tests.sources.outcomes import LONG, problems, skipped


def patch(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


ADDED = f"+{TOKEN_LINE.rstrip()}"
NEW = ("--- /dev/null", "+++ b/x.py")


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--stat",),
        ("-U0",),
        ("--minimal", "--full-index"),
        ("--no-prefix",),
        ("--src-prefix=c/", "--dst-prefix=w/"),
    ],
)
def test_a_patch_by_git(repository: Repository, options: tuple[str, ...]) -> None:
    """One that is read is judged as the range that it was made of."""
    repository.commit({"prompts/b.txt": f"1\n2\n3\n{TOKEN_LINE}", "old.py": LONG})
    repository.git("mv", "old.py", "new.py")
    repository.stage("new.py", LONG + TOKEN_LINE)
    repository.commit({"prompts/b.txt": f"1\ntwo_{TOKEN_LINE}3\n{TOKEN_LINE}", "gone.py": TOKEN_LINE}, "Two\n\n- one\n")
    made = repository.git("format-patch", "--stdout", *options, "HEAD~1")

    found = repository.report("diff", "--patch", "-", stdin=made.encode())

    assert sorted(places(found)) == ["gone.py:1", "new.py:21", "prompts/b.txt:2"]
    assert {one["exposure"] for one in found.data["findings"] if one["path"] == "prompts/b.txt"} == {"outbound"}
    assert found.code == 1


def test_a_series_of_patches(repository: Repository) -> None:
    """Each is read, also where two change one file."""
    first = repository.git("rev-parse", "HEAD").strip()
    repository.commit({"a.py": f"a\n{TOKEN_LINE}"})
    repository.commit({"a.py": f"a\nb\nb\n{TOKEN_LINE}more_{TOKEN_LINE}"})
    made = repository.git("format-patch", "--stdout", first)

    found = repository.report("diff", "--patch", "-", stdin=made.encode())

    assert (found.code, places(found)) == (1, ["a.py:2", "a.py:5"])


@pytest.mark.parametrize(
    "path", ["two  words.py", "line\nfeed.py", "tab\tbed.py", 'say "this".py', "back\\slash.py", "prüfung.py", "b/b.py"]
)
@pytest.mark.parametrize("quoted", ["true", "false"])
def test_a_path_in_a_patch(repository: Repository, path: str, quoted: str) -> None:
    repository.stage(path, f"a\n{TOKEN_LINE}")
    made = repository.git("-c", f"core.quotePath={quoted}", "diff", "--cached")

    found = repository.report("diff", "--patch", "-", stdin=made.encode())

    assert places(found) == [f"{path}:2"]


@pytest.mark.parametrize("path", [" b/x.py", "a/b b/c.py"])
def test_a_path_that_the_parser_takes_wrong_is_no_clean_patch(repository: Repository, path: str) -> None:
    repository.stage(path, TOKEN_LINE)

    found = repository.report("diff", "--patch", "-", stdin=repository.git("diff", "--cached").encode())

    assert places(found) == [f"{path}:1"] or found.code == 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(patch(*NEW, "@@ -0,0 +1 @@", ADDED), ["x.py:1"], id="plain"),
        pytest.param(patch(*NEW, "@@ -0,0 +1 @@", ADDED).replace(b"\n", b"\r\n"), ["x.py:1"], id="CRLF"),
        pytest.param(patch(*NEW, "@@ -0,0 +1 @@", ADDED).rstrip(), ["x.py:1"], id="no line feed at the end"),
        pytest.param(
            patch(*NEW, "@@ -0,0 +1 @@", ADDED, "\\ No newline at end of file"), ["x.py:1"], id="no newline marker"
        ),
        pytest.param(
            patch(
                "--- x.py\t2026-11-24 09:00:00.0 +0100", "+++ x.py\t2026-11-24 09:01:00.0 +0100", "@@ -0,0 +1 @@", ADDED
            ),
            ["x.py:1"],
            id="diff -u",
        ),
        pytest.param(
            patch("--- a/x.py", "+++ b/x.py", "@@ -9,2 +9,3 @@", " a", ADDED, " b"), ["x.py:10"], id="in the middle"
        ),
        pytest.param(
            patch("--- a/x.py", "+++ b/x.py", "@@ -1 +1 @@", f"--- {GITHUB_TOKEN}", f"+++ {GITHUB_TOKEN}"),
            ["x.py:1"],
            id="looks like a header",
        ),
        pytest.param(
            patch(*NEW, "@@ -0,0 +1,3 @@", "+a\x0cb", "+c\u2028d\re", ADDED), ["x.py:3"], id="other line ends"
        ),
        pytest.param(b"\xff\xfe caf\xe9\n" + patch(*NEW, "@@ -0,0 +1 @@", ADDED), ["x.py:1"], id="not UTF-8"),
    ],
)
def test_a_patch_from_elsewhere(tmp_path: Path, given: bytes, expected: list[str]) -> None:
    found = start([*GATE, "diff", "--format", "json", "--patch", "-"], tmp_path, given)

    assert (found.code, places(found)) == (1, expected), found.err
    assert not shows_token(found)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(b" \n\n", id="blank"),
        pytest.param(b"garbage\n", id="garbage"),
        pytest.param(bytes(range(256)), id="bytes"),
        pytest.param(patch("garbage", ADDED), id="garbage with a plus"),
        pytest.param(patch(*NEW, ADDED), id="no hunk header"),
        pytest.param(patch("@@ -0,0 +1 @@", ADDED), id="no file header"),
        pytest.param(patch(*NEW, "@@ -0,0 +1 @@", "+a", ADDED), id="one line too many"),
        pytest.param(patch(*NEW, "@@ -0,0 +0,0 @@", ADDED), id="none counted"),
        pytest.param(patch(*NEW, "@@ -0,0 +1,9 @@", ADDED), id="one line too few"),
        pytest.param(patch(*NEW, "@@ -0,0 +1,9 @@", ADDED, *NEW, "@@ -0,0 +1 @@", "+a"), id="too few, another file"),
        pytest.param(patch(*NEW, "@@ -0,0 +1 @@", "+a", "", ADDED), id="after a blank line"),
        pytest.param(patch(*NEW, "@@ -0,0 +1 @@", "+a", "@@ bad @@", ADDED), id="bad hunk header"),
        pytest.param(patch(*NEW, "@@ -0,0 +1 @@", "+a", "@@ -0,0 +x @@", ADDED), id="no number"),
        pytest.param(patch(*NEW, f"@@ -0,0 +{10**12} @@", ADDED), id="huge line"),
        pytest.param(patch(*NEW, f"@@ -0,0 +1,{10**12} @@", ADDED), id="huge count"),
        pytest.param(patch(*NEW, f"@@ -0,0 +{'9' * 5000} @@", ADDED), id="huge number"),
        pytest.param(
            patch("diff --cc x.py", "--- a/x.py", "+++ b/x.py", "@@@ -1 -1 +1,2 @@@", "  a", f"+{ADDED}"), id="combined"
        ),
        pytest.param(patch("0a1", f"> {TOKEN_LINE.rstrip()}"), id="diff without -u"),
        pytest.param(patch("*** a", "--- b", "*" * 15, "*** 0 ****", "--- 1 ----", f"+ {ADDED[1:]}"), id="diff -c"),
        pytest.param(
            patch("Index: x.py", "=" * 67, "--- x.py (revision 1)", "+++ x.py (working copy)", "## -0,0 +1 ##", ADDED),
            id="svn property",
        ),
        pytest.param(patch(*NEW, "@@ -0,0 +1 @@", "+a").replace(b"\n", b"\r") + ADDED.encode(), id="CR"),
        pytest.param("".join(f"{line}\n" for line in (*NEW, "@@ -0,0 +1 @@", ADDED)).encode("utf-16"), id="UTF-16"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_of_a_patch_is_a_problem(tmp_path: Path, given: bytes) -> None:
    found = start([*GATE, "diff", "--format", "json", "--exit-zero", "--patch", "-"], tmp_path, given)

    assert "internal error" not in found.err
    assert found.code == 2
    assert problems(found)
    assert not shows_token(found)


def test_a_diff_of_nothing_is_no_problem(tmp_path: Path) -> None:
    """`git diff | privacy-gate diff --patch -` where nothing changed: git prints nothing."""
    found = start([*GATE, "diff", "--format", "json", "--patch", "-"], tmp_path, b"")

    assert (found.code, problems(found)) == (0, [])


def test_a_small_patch_does_not_take_all_memory(tmp_path: Path) -> None:
    """Each hunk starts a little below the longest gap; together they claim a file of two thousand million lines."""
    hunks = [line for number in range(1, 2001) for line in (f"@@ -0,0 +{number * 999_000} @@", "+x")]
    command = f'ulimit -v 1500000; exec "{GATE[0]}" -m privacy_gate diff --format json --patch -'

    found = start(["sh", "-c", command], tmp_path, patch(*NEW, *hunks))

    assert found.code == 2
    assert found.out, found.err
    assert problems(found) == ["x.py"]


def test_a_patch_of_a_merge_is_a_problem(repository: Repository) -> None:
    repository.git("checkout", "-q", "-b", "side")
    repository.commit({"a.py": "side\n"})
    repository.git("checkout", "-q", "main")
    repository.commit({"a.py": "main\n"})
    repository.git("merge", "-q", "side", code=1)
    repository.commit({"a.py": TOKEN_LINE})
    made = repository.git("show", "--format=", "HEAD")
    assert "@@@" in made

    assert repository.report("diff", "--patch", "-", stdin=made.encode()).code == 2


@pytest.mark.parametrize("change", ["rename", "mode", "delete", "empty", "binary"])
def test_a_patch_that_adds_no_line(repository: Repository, change: str) -> None:
    repository.commit({"old.py": TOKEN_LINE})
    if change == "rename":
        repository.git("mv", "old.py", "new.py")
    elif change == "mode":
        repository.git("update-index", "--chmod=+x", "old.py")
    elif change == "delete":
        repository.git("rm", "-q", "old.py")
    elif change == "empty":
        repository.stage("empty.py", "")
    else:
        repository.stage("x.bin", bytes(range(256)))
    made = repository.git("diff", "--cached", *(["--binary"] if change == "binary" else []))

    found = repository.report("diff", "--patch", "-", stdin=made.encode())

    assert (found.code, places(found)) == (0, []), found.err
    assert skipped(found) == ({"x.bin": "binary"} if change == "binary" else {})


def test_a_patch_that_is_not_there(repository: Repository) -> None:
    (repository.root / "folder").mkdir()

    assert repository.gate("diff", "--patch", "gone").code == 2
    assert repository.gate("diff", "--patch", "folder").code == 2
