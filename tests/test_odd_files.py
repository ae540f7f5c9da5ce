"""Files that are written in an odd way hide nothing: the same secrets at the same places, through the command line."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.gate import GITHUB_TOKEN, Outcome, gate
from tests.repository import GATE, environment

pytestmark = pytest.mark.usefixtures("folder")

PASSWORD = "tr0u" + "badour7Kx"
BODY = "v0PG9T8dZNgmQ241tzAGffsCNbzC2SsVEvE14/k3st62Lp4JIJM4hOLKmbqYvgAd"
KEY = ("-----BEGIN ", "PRIVATE KEY-----", "-----END ", "PRIVATE KEY-----")
LINES = [
    "# some notes",
    f"token: {GITHUB_TOKEN}",
    f'db_password = "{PASSWORD}"',
    KEY[0] + KEY[1],
    BODY,
    KEY[2] + KEY[3],
    "the end",
]
PLAIN = "\n".join(LINES) + "\n"
EXPECTED = [
    ("secret/github-token", (2, 8), (2, 48)),
    ("secret/keyword-assignment", (3, 16), (3, 16 + len(PASSWORD))),
    ("secret/private-key", (4, 1), (6, 26)),
]


def spans(found: Outcome) -> list[tuple[str, tuple[int, int], tuple[int, int]]]:
    return [
        (one["rule"], (one["start"]["line"], one["start"]["column"]), (one["end"]["line"], one["end"]["column"]))
        for one in found.data["findings"]
        if one["rule"].startswith("secret/")
    ]


def check(data: bytes, name: str = "notes.txt") -> Outcome:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(data)
    found = gate("scan", name, "--format", "json")
    assert not any(secret[at : at + 8] in found.out for secret in (GITHUB_TOKEN[4:], BODY) for at in range(28))
    assert PASSWORD not in found.out
    return found


RUBBISH = bytes(code for code in range(256) if not 48 <= code <= 57)  # a row of digits stands in a token
ODD: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "UTF-8 with a mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16 little": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "UTF-16 big": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "UTF-16 little, no mark": lambda text: text.encode("utf-16-le"),
    "UTF-16 big, no mark": lambda text: text.encode("utf-16-be"),
    "UTF-32 little": lambda text: b"\xff\xfe\0\0" + text.encode("utf-32-le"),
    "UTF-32 big": lambda text: b"\0\0\xfe\xff" + text.encode("utf-32-be"),
    "UTF-32 little, no mark": lambda text: text.encode("utf-32-le"),
    "UTF-32 big, no mark": lambda text: text.encode("utf-32-be"),
    "UTF-16 with a letter like a line feed": lambda text: ("\ufeff" + text.replace("some", "\u0a0a")).encode(
        "utf-16-le"
    ),
    "UTF-16 with half a letter": lambda text: b"\xff\xfe\x00\xd8" + text.encode("utf-16-le") + b"x",
    "UTF-8 after a mark of UTF-16": lambda text: b"\xff\xfe" + text.encode(),
    "UTF-8 after a mark of UTF-32": lambda text: b"\xff\xfe\0\0" + text.encode(),
    "UTF-16 after a mark like UTF-32's": lambda text: b"\xff\xfe\0\0" + text.encode("utf-16-le"),
    "Latin-1": lambda text: text.replace("some", "größe").encode("latin-1"),
    "Windows-1252": lambda text: text.replace("some", "“some”, 5 €").encode("cp1252"),
    "one bad byte": lambda text: text.encode().replace(b"notes", b"not\xfees"),
    "all bytes from 0x80": lambda text: bytes(range(0x80, 0x100)) + text.encode(),
    "NUL bytes": lambda text: text.replace("some notes", "some\0 notes\0\0").encode(),
    "a NUL byte at the start": lambda text: b"\0" + text.encode(),
    "a hole, as in a rotated log": lambda text: bytes(100_000) + text.encode(),
    "a page of rubbish": lambda text: RUBBISH * 40 + text.encode() + b"a line of text\n" * 20_000,
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "old Mac": lambda text: text.replace("\n", "\r").encode(),
    "no line feed at the end": lambda text: text.rstrip("\n").encode(),
    "form feeds and other separators": lambda text: text.replace("some notes", "\f\v\x85\u2028\u2029\x1c").encode(),
    "a page break between": lambda text: text.replace("the end", "\f\nthe end").encode(),
}  # fmt: skip
SHIFTED = {"a page of rubbish": 40}


@pytest.mark.parametrize("exposure", ["internal", "outbound"])
@pytest.mark.parametrize("kind", ODD)
def test_the_same_secrets_at_the_same_places(kind: str, exposure: str) -> None:
    found = check(ODD[kind](PLAIN), "notes.txt" if exposure == "internal" else "prompts/notes.md")

    down = SHIFTED.get(kind, 0)
    moved = [(rule, (a + down, b), (c + down, d)) for rule, (a, b), (c, d) in EXPECTED]
    assert spans(found) == moved
    assert found.code == 1


def test_what_an_old_powershell_appends() -> None:
    found = check(b"some text\r\n" + PLAIN.encode("utf-16-le"))
    assert [rule for rule, _, _ in spans(found)] == [rule for rule, _, _ in EXPECTED]

    found = check(b"\xff\xfe" + "größe\n".encode("utf-16-le") + PLAIN.encode() + "größe\n".encode("utf-16-le"))
    assert [rule for rule, _, _ in spans(found)] == [rule for rule, _, _ in EXPECTED]


@pytest.mark.parametrize("name", ["bundle.min.js", "data.json"])
def test_a_line_of_two_megabytes(name: str) -> None:
    filler = 'function a(b){return b+1};var c=[1,2,3];"text";' if name.endswith("js") else '{"a": [1, 2, "text"]}, '
    before = filler * (1_000_000 // len(filler))
    line = f'{before}{{"t": "{GITHUB_TOKEN}", "db_password": "{PASSWORD}"}}{before}'

    found = check(line.encode(), name)

    column = line.index(GITHUB_TOKEN) + 1
    assert ("secret/github-token", (1, column), (1, column + 40)) in spans(found)
    assert ("secret/keyword-assignment", (1, line.index(PASSWORD) + 1)) in [one[:2] for one in spans(found)]
    assert all(len(one["excerpt"]) < 600 for one in found.data["findings"])
    assert len(gate("scan", name).out) < 6000


# values in pieces --------------------------------------------------------------------------------------

HEAD, TAIL = GITHUB_TOKEN[:18], GITHUB_TOKEN[18:]


@pytest.mark.parametrize(
    "text",
    [
        'x = "{0}" \\\n    "{1}"\n',
        'x = ("{0}"\n     "{1}")\n',
        'x = ("{0}"\r\n     f"{1}")\r\n',
        "x = '{0}' '{1}'\n",
        'x = "{0}" + "{1}";\n',
        'x = "{0}" +\n    "{1}";\n',
        'x = "{0}"\n  + "{1}";\n',
        "$x = '{0}' . '{1}';\n",
        'x = "{0}" .. "{1}"\n',
        'x = "{0}" & _\n  "{1}"\n',
        "x = '{0}' || '{1}';\n",
        'x = "{0}" <> "{1}"\n',
        "x = '{0}'\"{1}\"\n",
        "let x = `{0}` + `{1}`\n",
        "export X={0}\\\n{1}\n",
        "export X={0}\\\r\n{1}\r\n",
        'x: "{0}\\\n    {1}"\n',
        "  // {0}\\\n  // {1}\n".replace("//", "*"),
        "Hello,\n\nyour new key, as you asked for it, is this one: {0}=\n{1}\n",
        "> > {0}\\\n> > {1}\n",
        '{{"cell": "x = \\"{0}\\" + \\"{1}\\""}}\n',
    ],
)
def test_a_token_in_two_pieces(text: str) -> None:
    written = text.format(HEAD, TAIL)
    start, end = written.index(HEAD), written.index(TAIL) + len(TAIL)

    found = check(f"first line\n{written}last line\n".encode(), "code.txt")

    assert spans(found) == [("secret/github-token", place(written, start), place(written, end))]
    assert HEAD[5:] not in gate("scan", "code.txt").out
    assert TAIL not in gate("scan", "code.txt").out


def place(written: str, offset: int) -> tuple[int, int]:
    before = written[:offset]
    return before.count("\n") + 2, offset - before.rfind("\n")


@pytest.mark.parametrize("sign", ["\u200b", "\u00ad", "\ufeff", "\u2060", "\u200d\u200c", "\0", "\u200e"])
def test_a_character_without_width_in_a_token(sign: str) -> None:
    found = check(f"token: {HEAD}{sign}{TAIL}\n".encode())

    assert spans(found) == [("secret/github-token", (1, 8), (1, 48 + len(sign)))]


@pytest.mark.parametrize("escape", ["%5F", "%5f", "&#95;", "&#x5f;", "\\u005f", "\\x5F"])
def test_an_escape_in_a_token(escape: str) -> None:
    found = check(f"token: {GITHUB_TOKEN.replace('_', escape)} end\n".encode())

    assert spans(found) == [("secret/github-token", (1, 8), (1, 47 + len(escape)))]


def test_a_token_in_many_pieces() -> None:
    pieces = [GITHUB_TOKEN[at : at + 5] for at in range(0, 40, 5)]
    written = " +\n".join(f'  "{piece}"' for piece in pieces)

    assert spans(check(written.encode())) == [("secret/github-token", (1, 4), (8, 9))]


@pytest.mark.parametrize("joint", ['" + "', '" "', '" \\\n"'])
def test_split_tokens_in_lines_below_each_other(joint: str) -> None:
    found = check(f'"{HEAD}{joint}{TAIL}"\n'.encode() * 3)

    assert [one[0] for one in spans(found)] == ["secret/github-token"] * 3


def test_an_escape_at_the_end_belongs_to_the_value() -> None:
    value = "q8Zk2VxNw4Lr7TbY9sHdq8Zk2VxN"
    written = f'{{"client_secret": "{value}\\u003d"}}'

    assert [(one[1], one[2]) for one in spans(check(written.encode()))] == [((1, 20), (1, 20 + len(value) + 6))]


@pytest.mark.parametrize(
    "text",
    [
        'names = ["ghp" + "_name", "token" + "_type"]\n',
        'password = "pass" + "word"\n',
        "a = 'se' 'cret'; see http://x/a%2Fb%2Fc\n",
        'raise ValueError("the token is"\n    "not valid")\n',
    ],
)
def test_pieces_that_make_no_secret(text: str) -> None:
    assert spans(check(text.encode())) == []


def test_only_pieces_in_scope_count() -> None:
    patch = f'--- a/x.py\n+++ b/x.py\n@@ -1,2 +1,3 @@\n x = "{HEAD}" + \\\n     "{TAIL}"\n+y = 1\n'
    assert spans(gate("diff", "--patch", "-", "--format", "json", stdin=patch.encode())) == []

    patch = patch.replace('     "', '+    "').replace("-1,2", "-1,1")
    found = gate("diff", "--patch", "-", "--format", "json", stdin=patch.encode())
    assert spans(found) == [("secret/github-token", (1, 6), (2, 5 + 1 + len(TAIL)))]


# archives, and other things that are no text ---------------------------------------------------------------


def tar_of(text: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = len(text)
        archive.addfile(info, io.BytesIO(text))
    return out.getvalue()


def zip_of(text: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("a.txt", text)
        archive.comment = b"a comment"
    return out.getvalue()


def sqlite_of(text: bytes) -> bytes:
    with closing(sqlite3.connect("made.db")) as database, database:
        database.execute("create table t (x)")
        database.execute("insert into t values (?)", [text.decode()])
    database.close()
    data = Path("made.db").read_bytes()
    Path("made.db").unlink()
    return data


ARCHIVES: dict[str, Callable[[bytes], bytes]] = {
    "a.zip": zip_of,
    "a.jar": lambda text: zip_of(text, zipfile.ZIP_STORED),
    "a.docx": zip_of,
    "empty.zip": lambda _: b"PK\x05\x06" + bytes(18),
    "a.tar": tar_of,
    "a.tar.gz": lambda text: gzip.compress(tar_of(text)),
    "a.gz": gzip.compress,
    "a.bz2": bz2.compress,
    "a.xz": lzma.compress,
    "a.db": sqlite_of,
    "a.7z": lambda text: b"7z\xbc\xaf\x27\x1c\0\4" + lzma.compress(text),
    "a.txt": gzip.compress,
}  # fmt: skip


UNCOMPRESSED = ("a.jar", "a.tar", "a.db")


@pytest.mark.parametrize("where", ["", "prompts/"])
@pytest.mark.parametrize("name", UNCOMPRESSED)
def test_a_secret_that_can_be_read_in_an_archive_is_found(name: str, where: str) -> None:
    found = check(ARCHIVES[name](PLAIN.encode() * 50), where + name)

    assert found.code == 1
    assert {"gate/encoding", "secret/github-token"} <= set(found.rules)


@pytest.mark.parametrize("where", ["", "prompts/"])
@pytest.mark.parametrize("name", [name for name in ARCHIVES if name not in UNCOMPRESSED])
def test_an_archive_is_said_not_to_be_looked_into(name: str, where: str) -> None:
    Path("plain.md").write_text("nothing")
    found = check(ARCHIVES[name](PLAIN.encode() * 50), where + name)
    assert found.code == 2
    assert "no files checked" in found.err

    found = gate("scan", ".", "--format", "json")
    assert found.data["skipped"] == [{"path": where + name, "reason": "archive, not read"}]
    assert found.code == 0
    last = gate("scan", ".").out.splitlines()
    assert last[-2] == f"skipped {where}{name}: archive, not read"
    assert last[-1] == "No findings in 1 file (1 file skipped)."


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.docx", "a.whl"])
@pytest.mark.parametrize("front", [b"", b"PK\x03\x04", b"BZh9", b"\x1f\x8b\x08", b"!<arch>\n", b"SQLite format 3\0"])
def test_a_text_is_read_whatever_its_name_and_its_first_bytes(name: str, front: bytes) -> None:
    found = check(front + b"\n" + PLAIN.encode(), name)

    assert [one[0] for one in spans(found)] == [rule for rule, _, _ in EXPECTED]


# what is hardly a file --------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"x", b"\0", b"\r", b"\xff", b"\xff\xfe", b"\xfe\xff\0", b"PK", b"\x1f\x8b"])
def test_tiny_files(data: bytes) -> None:
    assert check(data).code == (2 if data == b"\0" else 0)  # that is all of it, and binary


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_that_may_not_be_read() -> None:
    Path("a.md").write_text(PLAIN)
    Path("a.md").chmod(0)

    found = gate("scan", "a.md", "--format", "json")

    assert found.code == 2
    assert found.data["problems"] == [{"path": "a.md", "message": "cannot be read: Permission denied"}]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name")
def test_pipes_and_sockets_are_not_waited_for() -> None:
    import socket

    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("socket")
        Path("a.md").write_text("x")
        Path("device").symlink_to("/dev/zero")

        found = gate("scan", ".", "--format", "json")

    reasons = {one["path"]: one["reason"] for one in found.data["skipped"]}
    assert reasons == {"pipe": "not a regular file", "socket": "not a regular file", "device": "symbolic link"}
    for name in ("pipe", "device"):
        assert gate("scan", name).code == 2


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device")
def test_input_without_an_end() -> None:
    Path("privacy-gate.yaml").write_text("max_file_size: 1000\n")
    with open("/dev/zero", "rb") as endless:
        done = subprocess.run(
            [*GATE, "scan", "-"], stdin=endless, env=environment(), capture_output=True, check=False, timeout=600
        )

    assert done.returncode == 2
    assert b"too large" in done.stderr


def test_a_file_that_grows_or_goes_while_it_is_read() -> None:
    from privacy_gate.config import Config
    from privacy_gate.model import Blob, Exposure, Problem
    from privacy_gate.sources.file_bytes import read_bounded, read_file

    assert read_bounded(io.BytesIO(b"x" * 90), 100) == b"x" * 90
    assert read_bounded(io.BytesIO(b"x" * 900), 100) == b"x" * 101
    assert read_bounded(io.BytesIO(b"x" * 20), 100) == b"x" * 20
    assert isinstance(read_file("gone.md", "gone.md", Exposure.OUTBOUND, Config()), Problem)
    if Path("/proc/self/status").exists():  # of no size, and not empty
        read = read_file("/proc/self/status", "x", Exposure.INTERNAL, Config())
        assert isinstance(read, Blob)
        assert read.data.startswith(b"Name:")


@pytest.mark.skipif(sys.platform != "linux", reason="such names are bytes on Linux")
@pytest.mark.parametrize("name", [b"a\nb.md", b"a\xffb.md", b"a\x1b[31mb.md", b"a\r\x07b.md", b"::error::.md"])
def test_names_are_printed_so_that_nothing_obeys_them(name: bytes) -> None:
    Path(os.fsdecode(name)).write_text(PLAIN)

    for format_ in ("text", "concise", "json", "github", "markdown"):
        found = gate("scan", ".", "--format", format_)
        assert found.code == 1
        found.out.encode()
        assert "\x1b" not in found.out
        assert "\r" not in found.out
        assert "a\nb.md" not in found.out
