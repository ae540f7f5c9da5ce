"""What hatchling asks: the README as PyPI shows it, where a relative link leads nowhere."""

from __future__ import annotations

import re
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

_RELATIVE = re.compile(r"(?P<picture>!?)\[(?P<text>[^\]]*)\]\((?!https?:|#)(?P<path>[^)\s]+)\)")
_VERSION = re.compile(r'^__version__ = "(?P<version>[^"]+)"$', re.MULTILINE)


class Readme(MetadataHookInterface):
    """Fills in `project.readme`."""

    def update(self, metadata: dict[str, object]) -> None:
        root = Path(self.root)
        version = _VERSION.search((root / "src/privacy_gate/__init__.py").read_text(encoding="utf-8"))
        if version is None:
            raise ValueError("src/privacy_gate/__init__.py has no __version__")
        ref = "main" if ".dev" in version["version"] else f"v{version['version']}"
        text = (root / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(text, ref)}


def absolute(text: str, ref: str) -> str:
    """The text with its links into the repository as addresses, those of pictures as the files themselves."""

    def address(found: re.Match[str]) -> str:
        base = "https://raw.githubusercontent.com/privacy-gate/privacy-gate/{}/{}"
        if not found["picture"]:
            base = "https://github.com/privacy-gate/privacy-gate/blob/{}/{}"
        return f"{found['picture']}[{found['text']}]({base.format(ref, found['path'])})"

    return _RELATIVE.sub(address, text)
