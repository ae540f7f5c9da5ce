"""The packages that are installed for the project. Their code is public, too.

`index build` reads them once for each set of installed versions, and saves a filter in the user's cache folder.
Packages that were installed from a folder or a repository do not count, above all the project itself. Packages that npm
calls private do not count either.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from privacy_gate.base import atomic_write, cache
from privacy_gate.base.hashing import blake2b
from privacy_gate.base.language_table import has_logic, language_of_file
from privacy_gate.index import file_kinds, public_filter

_ENVIRONMENTS = (".venv", "venv", "env")
_LANGUAGES = ("python", "javascript", "typescript", "tsx")
_LARGEST = 1_000_000  # bytes of a file
_BITS = 8  # bits of the filter for each fingerprint

Progress = Callable[[int, int], None]


def known_packages(root: Path) -> public_filter.Filter | None:
    """Return the filter that `read_packages` saved for the packages that are installed now; None if there is none."""
    file = _file(root)
    return public_filter.Filter(file) if file is not None and file.is_file() else None


def read_packages(root: Path, progress: Progress) -> int:
    """Read the packages that are installed in a work tree, and save their filter. Return the number of files read.

    If the filter exists already, nothing is read, and 0 is returned.
    """
    file = _file(root)
    if file is None or file.is_file():
        return 0
    wanted = [path for folder in _folders(root) for path in _code(folder)]
    hashes: set[int] = set()
    for number, path in enumerate(wanted):
        progress(number, len(wanted))
        text = file_kinds.decode_file(path.read_bytes()) if path.stat().st_size <= _LARGEST else None
        if text is not None:
            hashes.update(public_filter.compute_fingerprints(text))
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = atomic_write.temporary_path(file)
    public_filter.write(new, hashes, max(1, len(hashes) * _BITS // 8))
    atomic_write.move_onto(new, file)
    return len(wanted)


def _file(root: Path) -> Path | None:
    base, folders = cache.folder(), _folders(root)
    if base is None or not folders:
        return None
    digest = blake2b(digest_size=16)
    for folder in folders:
        digest.update(b"\0".join(os.fsencode(name) for name in _list_installed(folder)) + b"\0\0")
    return base / f"{digest.hexdigest()}.installed"


def _folders(root: Path) -> list[Path]:
    found = [
        folder
        for name in _ENVIRONMENTS
        for pattern in ("lib/python3*/site-packages", "Lib/site-packages")
        for folder in sorted((root / name).glob(pattern))
    ]
    modules = root / "node_modules"
    return [*found, modules] if modules.is_dir() else found


def _list_installed(folder: Path) -> list[str]:
    """Return names that change when the packages in a folder, or their versions, change."""
    if folder.name != "node_modules":
        return sorted(path.name for path in folder.iterdir() if path.suffix == ".dist-info")
    lock = folder / ".package-lock.json"
    if lock.is_file():
        return [blake2b(lock.read_bytes()).hexdigest()]
    return sorted(path.name for path in folder.iterdir())


def _code(folder: Path) -> Iterator[Path]:
    if folder.name == "node_modules":
        yield from _list_npm_code(folder)
        return
    for name in _list_installed(folder):
        if (folder / name / "direct_url.json").exists():  # https://packaging.python.org/specifications/direct-url/
            continue
        record = folder / name / "RECORD"
        for line in record.read_text(encoding="utf-8", errors="replace").splitlines() if record.is_file() else ():
            path = folder / line.rsplit(",", 2)[0].strip('"')
            if _is_code(path.name) and path.is_file():
                yield path


def _is_code(name: str) -> bool:
    language = language_of_file(name)
    return language is not None and language.name in _LANGUAGES and has_logic(name, language)


def _list_npm_code(modules: Path) -> Iterator[Path]:
    for package in sorted(modules.iterdir()):
        if package.is_symlink() or not package.is_dir():  # a link to a package in the work tree
            continue
        if package.name.startswith("@"):
            yield from _list_npm_code(package)
            continue
        try:
            about = msgspec.json.decode((package / "package.json").read_bytes())
        except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
            continue
        if isinstance(about, dict) and not about.get("private"):
            for where, _, names in os.walk(package):
                yield from (Path(where, each) for each in sorted(names) if _is_code(each))
