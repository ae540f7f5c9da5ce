"""Read the texts of a repository for proposals, each file once and within a limit."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from privacy_gate.base.git.listing import list_files
from privacy_gate.base.hashing import blake2b
from privacy_gate.base.progress import Bar
from privacy_gate.checkers.change.novelty import excluded_files
from privacy_gate.config import Config
from privacy_gate.index import file_kinds, names
from privacy_gate.model import Exposure

_LARGEST = 300_000  # bytes; a larger file is data
_MOST = 40_000_000  # bytes of all files together
_MOST_SETTINGS = 400  # files
_OTHERS = re.compile(
    r"(?:^|/)(?:lang|languages?|locales?|i18n|translations)/"  # texts, and copied libraries
    r"|(?:^|/)(?:public|static|assets|webapp|wwwroot)/(?:[^/]+/){0,6}(?:plugins?|libs?|vendors?|extensions|jquery[^/]*)/",
    re.IGNORECASE,
)
_LOCKS = ("package-lock.json", "composer.lock", "pnpm-lock.yaml")
_MANIFESTS = frozenset(
    ("Gemfile", "build.gradle", "build.gradle.kts", "requirements.txt", "Pipfile", "Directory.Packages.props")
)
_LEGAL = frozenset(("license", "licence", "copying", "notice", "copyright", "authors"))


class Texts(Struct, frozen=True):
    """The texts of a repository by path.

    `code` has no tests, no third-party code and no generated code. `left` is the number of code files that were not
    read because of the limit.
    """

    code: dict[str, str]
    settings: dict[str, str]
    manifests: dict[str, str]
    legal: dict[str, str]
    left: int


def collect(root: Path, config: Config) -> Texts:
    """Read the internal files of a repository. Symbolic links are not followed.

    A large repository is read in part: files are chosen by a hash of their paths, so that all directories count.
    """
    paths = [path for path in list_files(root, "") if path.isprintable() and not config.excludes(path)]
    paths = [path for path in paths if config.exposure(path) is Exposure.INTERNAL]
    code, settings, manifests, legal = _sort_out(paths)
    code.sort(key=_shuffle)
    chosen = [*dict.fromkeys([*manifests, *legal, *settings, *code])]
    read: dict[str, str] = {}
    budget = _MOST
    with Bar("files for proposals", len(chosen)) as bar:
        for path in bar.count_items(chosen):
            if budget > 0 and (text := _read(root, path)) is not None:
                budget -= len(text)
                read[path] = text
    own = {
        path: read[path] for path in sorted(code) if path in read and excluded_files.reason_by_text(read[path]) is None
    }
    return Texts(
        own,
        {path: read[path] for path in settings if path in read},
        {path: read[path] for path in manifests if path in read},
        {path: read[path] for path in legal if path in read},
        sum(path not in read for path in code) if budget <= 0 else 0,
    )


def _sort_out(paths: list[str]) -> tuple[list[str], list[str], list[str], list[str]]:
    """Return the paths of code, of settings, of manifests, and of licences."""
    code, settings, manifests, legal = [], [], [], []
    for path in paths:
        name = path.rpartition("/")[2]
        kind = excluded_files.reason_by_path(path)
        if kind in ("test", "vendored", "generated") or _OTHERS.search(path):
            continue
        if names.is_manifest(name) or name in _MANIFESTS or name.endswith((".csproj", ".gemspec")):
            manifests.append(path)
        elif name.partition(".")[0].lower() in _LEGAL or (name.lower().startswith("readme") and "/" not in path):
            legal.append(path)
        elif names.is_settings(name) and name not in _LOCKS and not name.endswith((".json", ".xml", ".rb", ".ex")):
            settings.append(path)
        elif file_kinds.is_code(path) and kind is None:
            code.append(path)
    by_depth = sorted(settings, key=lambda path: (path.count("/"), path))
    return code, by_depth[:_MOST_SETTINGS], manifests, legal


def _shuffle(path: str) -> bytes:
    return blake2b(path.encode("utf-8", "replace"), digest_size=8).digest()


def _read(root: Path, path: str) -> str | None:
    """Return the text of a regular file below the root, or None. A link to a directory is not followed either."""
    file = root / path
    try:
        if not file.resolve().is_relative_to(root.resolve()) or file.is_symlink() or not file.is_file():
            return None
        if file.stat().st_size > _LARGEST:
            return None
        return file_kinds.decode_file(file.read_bytes())
    except OSError:
        return None
