"""The one place that runs git: nothing of the user's settings or environment may change what it prints.

Names come with -z, contents by object id, and no object is fetched from a remote.
"""

from __future__ import annotations

import itertools
import os
import re
import subprocess
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from privacy_gate.errors import GateError

# What tells git where the repository is; a hook of a worktree or of `git commit FILE` needs all of it.
_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")
_KEPT = re.compile(
    r"GIT_(?:EXEC_PATH|ALTERNATE_OBJECT_DIRECTORIES|CEILING_DIRECTORIES|CONFIG_(?:COUNT|KEY_\d+|VALUE_\d+))"
)
_STAGED = re.compile(rb"100[0-7]{3} ([0-9a-f]{40,64}) [0-3]\t([^\0]+)\0")
_PLAIN = (
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--find-renames",
    "--submodule=short",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--inter-hunk-context=0",
)


class Repository(NamedTuple):
    """A work tree: its root, the folder that all its worktrees share, the other parents of the merge
    that is under way, and the file of git's index."""

    root: Path
    common: Path
    merge_heads: tuple[str, ...]
    index_file: Path


class Entry(NamedTuple):
    """A line of `git diff --raw`: the new side's mode, object ids, git's status letter, both sides' paths."""

    mode: str
    old_oid: str
    oid: str
    status: str
    path: str
    old_path: str


class Beginning(NamedTuple):
    """What a change began with: a commit or tree, and of the files that it touches the old paths and blobs."""

    start: str
    old: tuple[tuple[str, str], ...]


class Change(NamedTuple):
    """An entry with its part of the patch: from its first hunk on, as bytes."""

    entry: Entry
    hunks: bytes


def environment(*, elsewhere: bool = False) -> dict[str, str]:
    """The environment that git gets. What a hook says of its repository does not hold `elsewhere`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or _KEPT.fullmatch(name)}
    for name in () if elsewhere else _PLACES:
        if name in os.environ:
            kept[name] = str(Path(os.environ[name]).absolute())
    return kept | {
        "LC_ALL": "C",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",  # a partial clone would open a connection
        "GIT_TERMINAL_PROMPT": "0",
    }


def run(arguments: Sequence[str], cwd: Path, stdin: bytes | None = None, *, elsewhere: bool = False) -> bytes:
    """Run git and return what it printed. Raises GateError with git's own first line when it fails."""
    done = _start(arguments, cwd, stdin, elsewhere=elsewhere)
    if done.returncode:
        raise GateError(f"git {arguments[0]} failed: {_first_line(done.stderr)}")
    return done.stdout


def _start(
    arguments: Sequence[str], cwd: Path, stdin: bytes | None = None, *, elsewhere: bool = False
) -> subprocess.CompletedProcess[bytes]:
    with _popen(arguments, cwd, elsewhere=elsewhere) as process:
        stdout, stderr = process.communicate(stdin)
    return subprocess.CompletedProcess(arguments, process.returncode, stdout, stderr)


def _popen(arguments: Sequence[str], cwd: Path, *, elsewhere: bool = False) -> subprocess.Popen[bytes]:
    command = ["git", "-c", "core.quotePath=true", "-c", "core.fsmonitor=false", *arguments]
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(
            command, cwd=cwd, env=environment(elsewhere=elsewhere), stdin=pipe, stdout=pipe, stderr=pipe
        )
    except FileNotFoundError:
        raise GateError("git is not installed, or not on PATH") from None


def _first_line(stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else "no message"


def find(start: Path) -> Repository | None:
    """The repository that a folder lies in; None when it lies in none.

    Raises GateError where one is seen but cannot be asked: its settings would be left out in silence.
    """
    questions = (
        "--show-toplevel",
        "--path-format=absolute",
        "--git-common-dir",
        "--git-path",
        "MERGE_HEAD",
        "--git-path",
        "index",
    )
    try:
        done = _start(["rev-parse", *questions], start)
    except GateError as error:
        if (seen := _seen(start)) is None:
            return None
        raise GateError(f"{error.message}, and {seen} is a repository", "install git, or repair PATH") from None
    if done.returncode:
        message = _first_line(done.stderr)
        if "must be run in a work tree" in message:
            return None
        if "not a git repository" in message:
            if (seen := _seen(start)) is None:
                return None
            raise GateError(
                f"git does not take {seen} for a repository, and {seen / '.git'} is there",
                "`git status` says what is broken; look for GIT_DIR and the like in the environment",
            )
        raise GateError(f"git cannot read this repository: {message}")
    answers = done.stdout.decode("utf-8", "surrogateescape").rstrip("\n").split("\n")
    if len(answers) != 4:
        raise GateError("the path of this repository has a line break in it")
    root, common, merge_head, index = map(Path, answers)
    return Repository(root, common, _merge_heads(merge_head), index)


def _seen(start: Path) -> Path | None:
    """The nearest folder from one upwards that looks like the root of a work tree."""
    here = start.absolute()
    for folder in (here, *here.parents):
        git = folder / ".git"
        if git.is_file() or any((git / name).exists() for name in ("HEAD", "config", "objects")):
            return folder
    return None


def hooks(root: Path) -> Path:
    """The folder that git takes its hooks from, core.hooksPath included."""
    answer = run(["rev-parse", "--path-format=absolute", "--git-path", "hooks"], root)
    return Path(answer.decode("utf-8", "surrogateescape").rstrip("\n"))


def _merge_heads(file: Path) -> tuple[str, ...]:
    try:
        return tuple(file.read_text(encoding="ascii", errors="replace").split())
    except OSError:
        return ()


def clone_at(folder: Path) -> Path:
    """The folder of git's that all work trees of another repository share; `folder` is its root, or it is bare.

    Raises GateError with what git says when it is neither.
    """
    questions = ["rev-parse", "--path-format=absolute", "--git-common-dir", "--show-prefix"]
    answers = run(questions, folder, elsewhere=True).decode("utf-8", "surrogateescape").split("\n")
    if answers[1]:
        raise GateError(f"it is a folder within a repository, at {answers[1]!r}")
    return Path(answers[0])


def remotes(folder: Path) -> list[str]:
    """The addresses of another repository's remotes, as its configuration has them."""
    done = _start(["config", "--local", "-z", "--get-regexp", r"^remote\..*\.url$"], folder, elsewhere=True)
    return [entry.partition("\n")[2] for entry in done.stdout.decode("utf-8", "replace").split("\0") if entry]


def submodules(root: Path) -> list[str]:
    """The paths of the submodules that `.gitmodules` names."""
    if not (root / ".gitmodules").is_file():
        return []
    done = _start(["config", "--file", ".gitmodules", "-z", "--get-regexp", r"^submodule\..*\.path$"], root)
    return [entry.partition("\n")[2] for entry in done.stdout.decode("utf-8", "surrogateescape").split("\0") if entry]


def published(folder: Path) -> str:
    """The newest commit at or before HEAD of another repository that one of its remotes is known to have.

    HEAD itself where no branch of a remote is known. Raises GateError when there is no such commit.
    """
    head = run(["rev-parse", "-q", "--verify", "HEAD^{commit}"], folder, elsewhere=True).decode().strip()
    if not run(["for-each-ref", "--count=1", "refs/remotes"], folder, elsewhere=True):
        return head
    ahead = run(["rev-list", "--boundary", "HEAD", "--not", "--remotes"], folder, elsewhere=True).decode().split()
    if not ahead:
        return head
    for commit in ahead:
        if commit.startswith("-"):
            return commit[1:]
    raise GateError("no commit of it is on a remote")


def listed(root: Path, folder: str) -> list[str]:
    """Tracked files, and untracked ones that no ignore rule covers, below a folder (`` for all), sorted."""
    pathspec = [f":(literal){folder}"] if folder else []
    raw = run(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate", "--", *pathspec], root)
    return sorted(_names(raw))


def staged_blobs(root: Path) -> list[tuple[str, str]]:
    """The regular files of git's index: path and object id. Of an unmerged path any side."""
    return [(path.decode("utf-8", "surrogateescape"), oid.decode()) for path, oid in staged_lines(root)]


def staged_lines(root: Path) -> list[tuple[bytes, bytes]]:
    """As `staged_blobs`, as git prints it: of many files a user waits for each step."""
    raw = run(["ls-files", "-z", "--stage", "--full-name"], root)
    return [(path, oid) for oid, path in _STAGED.findall(raw)]


def tree_blobs(root: Path, treeish: str, *, elsewhere: bool = False) -> list[tuple[str, str]]:
    """The regular files of a commit or tree: path and object id; none where there is no such commit yet."""
    done = _start(["ls-tree", "-r", "-z", "--full-tree", treeish], root, elsewhere=elsewhere)
    found = []
    for line in done.stdout.split(b"\0") if not done.returncode else ():
        head, _, path = line.partition(b"\t")
        if head.startswith(b"100"):
            found.append((path.decode("utf-8", "surrogateescape"), head.split()[2].decode()))
    return found


def attributes(root: Path, paths: Sequence[str], names: Sequence[str]) -> dict[str, set[str]]:
    """Which of some attributes are set on some paths, as the `.gitattributes` in git's index have it."""
    asked = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
    words = run(["check-attr", "-z", "--stdin", "--cached", *names], root, asked).split(b"\0")
    found: dict[str, set[str]] = {}
    for path, name, value in zip(words[::3], words[1::3], words[2::3], strict=False):
        if value in (b"set", b"true"):
            found.setdefault(path.decode("utf-8", "surrogateescape"), set()).add(name.decode())
    return found


class Loose:
    """The files of a work tree that are not as git's index has them. Git is asked once, and works meanwhile."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._asked: subprocess.Popen[bytes] | None = None
        self._paths: list[str] | None = None

    def ask(self) -> None:
        """Let git begin to look."""
        if self._paths is None and self._asked is None:
            words = ["ls-files", "-z", "--modified", "--others", "--exclude-standard", "--deduplicate"]
            self._asked = _popen(words, self._root)

    def paths(self) -> list[str]:
        """The paths that differ from git's index, and those that are not in it and not ignored."""
        if self._paths is None:
            self.ask()
            assert self._asked is not None
            with self._asked as process:
                stdout, stderr = process.communicate()
            self._asked = None
            if process.returncode:
                raise GateError(f"git ls-files failed: {_first_line(stderr)}")
            self._paths = [name for name in _names(stdout) if not name.endswith("/")]
        return self._paths


def mentioning(root: Path, expression: str) -> list[str]:
    """Paths of text files, tracked or not, in which a line matches an extended expression, in any case."""
    flags = ["-z", "-l", "-I", "-i", "-E", "--untracked", "--no-color", "--full-name", "--no-recurse-submodules"]
    done = _start(["grep", *flags, "-e", expression], root)
    if done.returncode > 1:
        raise GateError(f"git grep failed: {_first_line(done.stderr)}")
    return _names(done.stdout)


def is_ignored(root: Path, path: str) -> bool:
    return _start(["check-ignore", "-q", "--no-index", "--", path], root).returncode == 0


def _names(raw: bytes) -> list[str]:
    return [name.decode("utf-8", "surrogateescape") for name in raw.split(b"\0") if name]


def commit_id(root: Path, revision: str) -> str:
    """The id of a commit. Raises GateError when there is none, with a word on shallow clones."""
    if revision.startswith("-"):
        raise GateError(f"not a revision: {revision}")
    done = _start(["rev-parse", "-q", "--verify", "--end-of-options", f"{revision}^{{commit}}"], root)
    if done.returncode:
        shallow = _start(["rev-parse", "--is-shallow-repository"], root).stdout.strip() == b"true"
        hint = "this clone is shallow: fetch more of it (fetch-depth: 0)" if shallow else None
        raise GateError(f"no such commit here: {revision}", hint)
    return done.stdout.decode().strip()


def head(root: Path) -> str:
    """The id of the commit that is checked out; empty before the first."""
    done = _start(["rev-parse", "-q", "--verify", "HEAD^{commit}"], root)
    return "" if done.returncode else done.stdout.decode().strip()


def merge_base(root: Path, one: str, other: str) -> str:
    done = _start(["merge-base", one, other], root)
    if done.returncode or not done.stdout.strip():
        raise GateError(
            f"{one[:12]} and {other[:12]} have no common ancestor here", "fetch more of the history (fetch-depth: 0)"
        )
    return done.stdout.decode().split()[0]


def changes(root: Path, arguments: Sequence[str]) -> list[Change]:
    """The changes of `git diff ARGUMENTS`, in git's order: names by --raw -z, hunks without context.

    Raises GateError when names and patches do not add up, rather than guess which is whose.
    """
    names = _popen(["diff", *_PLAIN, "--raw", "-z", "--no-abbrev", *arguments], root)
    # not in one call: with -z, names would stand in the patch as they are, newlines included
    patch = run(["diff", *_PLAIN, "-p", "-U0", *arguments], root)
    raw, stderr = names.communicate()
    if names.returncode:
        raise GateError(f"git diff failed: {_first_line(stderr)}")
    sections = _sections(patch)
    found = []
    for entry in _entries(raw):
        if entry.status == "U":  # unmerged: git prints no patch
            continue
        parts = [next(sections, None) for _ in range(2 if entry.status == "T" else 1)]
        if parts[-1] is None:
            raise GateError("git printed fewer patches than names", f"at {entry.path!r}")
        found.append(Change(entry, parts[-1]))
    if next(sections, None) is not None:
        raise GateError("git printed more patches than names")
    return found


def entries(root: Path, arguments: Sequence[str]) -> list[Entry]:
    """The names of `git diff ARGUMENTS` alone."""
    return _entries(run(["diff", *_PLAIN, "--raw", "-z", "--no-abbrev", *arguments], root))


def _entries(raw: bytes) -> list[Entry]:
    found, at = [], 0

    def word() -> str:
        nonlocal at
        end = raw.index(b"\0", at)
        text, at = raw[at:end].decode("utf-8", "surrogateescape"), end + 1
        return text

    while at < len(raw):
        _, mode, old_oid, oid, status = word().split(" ")
        old_path = word()
        path = word() if status[0] in "RC" else old_path
        found.append(Entry(mode, old_oid, oid, status[0], path, old_path))
    return found


def _sections(patch: bytes) -> Iterator[bytes]:
    """The hunks of each `diff --git` section. No line of a hunk can start with these words."""
    starts = [found.start() for found in re.finditer(rb"^diff --git ", patch, re.MULTILINE)]
    for start, end in itertools.pairwise([*starts, len(patch)]):
        section = patch[start:end]
        first = re.search(rb"^@@ ", section, re.MULTILINE)
        yield section[first.start() :] if first else b""


def sizes(root: Path, oids: Sequence[str]) -> list[int]:
    """The sizes of some objects in bytes; -1 for one that is not here."""
    if not oids:
        return []
    raw = run(["cat-file", "--batch-check=%(objectsize)"], root, "".join(f"{oid}\n" for oid in oids).encode())
    return [int(line) if line.isdigit() else -1 for line in raw.decode().splitlines()]


def committed(root: Path, commit: str, path: str) -> bytes | None:
    """The bytes of a file as a commit has it, links within the tree followed; None where there is no such file.

    Raises GateError for one that is there and cannot be read: a partial clone, a link that leads nowhere.
    """
    if "\n" in path:  # `cat-file -z` is newer than the git that many have
        return None
    asked = f"{commit}:{path}\n".encode("utf-8", "surrogateescape")
    head, _, rest = run(["cat-file", "--batch", "--follow-symlinks"], root, asked).partition(b"\n")
    words = head.split(b" ")
    if len(words) == 3 and words[1] == b"blob":
        return rest[: int(words[2])]
    if run(["ls-tree", "-z", "--full-tree", commit, "--", path], root):
        raise GateError(f"{path} as it was in {commit[:12]} cannot be read here", "fetch that commit whole")
    return None


class TooLarge(NamedTuple):
    """An object that was left unread, with its size in bytes."""

    size: int


def contents(
    root: Path, oids: Sequence[str], limit: int, *, elsewhere: bool = False
) -> Generator[bytes | TooLarge | None, None, None]:
    """The bytes of some objects, in order; None for one that is not here (a partial clone).

    An object of more than `limit` bytes is passed over without being kept in memory.
    """
    if not oids:
        return
    with _popen(["cat-file", "--batch"], root, elsewhere=elsewhere) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for oid in oids:
            process.stdin.write(f"{oid}\n".encode())
            process.stdin.flush()
            words = process.stdout.readline().split()
            if not words or words[-1] == b"missing":
                yield None
                continue
            size = int(words[2])
            if size > limit:
                _pass_over(process.stdout, size)
                yield TooLarge(size)
            else:
                data = process.stdout.read(size)
                if len(data) < size:
                    raise GateError("git cat-file stopped in the middle of an object")
                yield data
            process.stdout.read(1)
        process.stdin.close()


def _pass_over(stream: IO[bytes], size: int) -> None:
    while size > 0:
        read = len(stream.read(min(size, 1 << 20)))
        if not read:
            raise GateError("git cat-file stopped in the middle of an object")
        size -= read
