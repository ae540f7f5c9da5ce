"""The list of an organisation's repositories."""

from __future__ import annotations

from pathlib import Path

import pytest

from privacy_gate.base.errors import GateError
from privacy_gate.organisation.manifest import ManifestRepository, read


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text)
    return file


def test_lines_are_paths_and_names_come_from_them(tmp_path: Path) -> None:
    file = written(tmp_path, "m.txt", "# ours\n\nb/pricing.git\n  /srv/billing  \n")

    assert read(file) == [
        ManifestRepository("billing", "/srv/billing", None),
        ManifestRepository("pricing", f"{tmp_path}/b/pricing.git", None),
    ]


def test_yaml_has_names_and_addresses(tmp_path: Path) -> None:
    text = "repositories:\n- a/pricing\n- {path: m/b.git, name: billing, url: git@git.example:ours/billing.git}\n"

    assert read(written(tmp_path, "m.yaml", text)) == [
        ManifestRepository("billing", f"{tmp_path}/m/b.git", "git@git.example:ours/billing.git"),
        ManifestRepository("pricing", f"{tmp_path}/a/pricing", None),
    ]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("m.txt", "# nothing\n", "names no repository"),
        ("m.txt", "a/x\nb/x\n", "two repositories have the name x"),
        ("m.yaml", "repositories: [{path: a, url: 'ext::sh -c id'}]", "is not supported"),
        ("m.yaml", "repositories: [{path: a, url: '--upload-pack=x'}]", "is not supported"),
        ("m.yaml", "repositories: [{path: a, user: b}]", "user"),
        ("m.yaml", "repositories: [{name: a}]", "path"),
        ("m.yaml", "- a\n", "keys with values"),
    ],
)
def test_mistakes_are_told(tmp_path: Path, name: str, text: str, why: str) -> None:
    with pytest.raises(GateError, match=why):
        read(written(tmp_path, name, text))


def test_a_manifest_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(GateError, match="cannot read the manifest"):
        read(tmp_path / "none.txt")
