"""`restore -` restores standard input while it arrives."""

from __future__ import annotations

import re
import subprocess
import threading

import pytest

from tests.gate import gate
from tests.repository import GATE, Repository, environment

pytestmark = pytest.mark.repository(
    files={
        "prompts/a.md": "Write to t.lind@harnwick.eu.\n",
        "prompts/b.md": "Write to t.lind@harnwick.eu and to b.orsen@harnwick.eu.\n",
    }
)


def _token(path: str, number: int = 0) -> str:
    found: list[str] = re.findall(r"PG_EMAIL_\w+", gate("clean", path, "-q").out)
    return found[number]


class _Pipe:
    """A running `restore -` that is given pieces, and read from as soon as it prints."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [*GATE, "restore", "-", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
            bufsize=0,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._in, self._out = self.process.stdin, self.process.stdout
        self._guard = threading.Timer(120, self.process.kill)  # a test that waits in vain fails
        self._guard.start()

    def send(self, piece: bytes) -> None:
        self._in.write(piece)

    def read(self, length: int) -> bytes:
        """So many bytes of what is printed; waits until they are there."""
        out = b""
        while len(out) < length and (more := self._out.read(length - len(out))):
            out += more
        return out

    def finish(self) -> tuple[bytes, str, int]:
        rest, err = self.process.communicate()
        self._guard.cancel()
        return rest, err.decode(), self.process.returncode


def test_text_is_printed_before_the_rest_arrives(repository: Repository) -> None:
    token = _token("prompts/a.md").encode()
    pipe = _Pipe()

    pipe.send(b"Ask " + token + b" first. Then PG")
    assert pipe.read(35) == b"Ask t.lind@harnwick.eu first. Then "
    pipe.send(token[2:9])
    pipe.send(token[9:] + b", gr\xc3")
    assert pipe.read(20) == b"t.lind@harnwick.eu, "
    pipe.send(b"\xbc\xc3\x9fe \xff\r")
    pipe.send(b"\n")
    rest, err, code = pipe.finish()

    assert rest == b"gr\xc3\xbc\xc3\x9fe \xff\r\n"
    assert (code, err) == (0, "privacy-gate: restored with the map of prompts/a.md\n")


def test_the_newest_map_that_has_all_placeholders_so_far_is_used(repository: Repository) -> None:
    second = _token("prompts/b.md", 1).encode()
    first = _token("prompts/a.md").encode()
    pipe = _Pipe()

    pipe.send(first + b" ")
    assert pipe.read(18) == b"t.lind@harnwick.eu"
    pipe.send(second + b".\n")
    rest, err, code = pipe.finish()

    assert (rest, code) == (b" b.orsen@harnwick.eu.\n", 0)
    assert "prompts/b.md" in err


def test_what_another_prompt_sent_stays_and_is_named(repository: Repository) -> None:
    second, first = _token("prompts/b.md", 1), _token("prompts/a.md")
    pipe = _Pipe("--for", "prompts/a.md")

    pipe.send(f"{first} {second} ".encode())
    pipe.send(b"PG_EMAIL_b2c3\n")
    rest, err, code = pipe.finish()

    assert rest.decode() == f"t.lind@harnwick.eu {second} PG_EMAIL_b2c3\n"
    assert code == 1
    assert f"2 placeholders damaged, not in the map or expired: {second}, PG_EMAIL_b2c3" in err


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_other_encodings_are_restored_as_a_whole(encoding: str, repository: Repository) -> None:
    token = _token("prompts/a.md")

    done = gate("restore", "-", stdin=f"Ask {token} zürich.\n".encode(encoding))

    assert done.out.removeprefix("\ufeff") == "Ask t.lind@harnwick.eu zürich.\n"


def test_too_long_an_answer_ends_in_an_error(repository: Repository) -> None:
    token = _token("prompts/a.md")
    repository.write("privacy-gate.yaml", "max_file_size: 5000\n")

    done = gate("restore", "-", stdin=(f"{token} " + "x " * 5000).encode())

    assert done.code == 2
    assert "is longer than 5,000 bytes" in done.err
