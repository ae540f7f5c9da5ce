"""Secrets in structures: where exactly they lie, what hides them, and that hostile texts stay cheap."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.checkers.secrets.kubernetes import values
from privacy_gate.checkers.secrets.secret_structures import decode_base64
from tests.gate import scan
from tests.work import assert_linear

PASSWORD = "q8Zk2" + "VxNw4Lr7"
ENCODED = base64.b64encode(PASSWORD.encode()).decode()


def found(text: str) -> list[str]:
    """The values of the secrets in a manifest."""
    kinds = [at for at in range(len(text)) if text.startswith(("kind: Secret", '"kind": "Secret"'), at)]
    return [text[start:end] for start, end in values(text, kinds)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"kind: Secret\ndata:\n  pw: {ENCODED}\n", [ENCODED]),
        (f"data:\n  pw: {ENCODED}\nkind: Secret\n", [ENCODED]),
        (f"data:\r\n  pw: '{ENCODED}'\r\nkind: Secret\r\n", [ENCODED]),
        (f"kind: Secret\nstringData:\n  pw: {PASSWORD} # set by hand\n", [PASSWORD]),
        (
            f"kind: Secret\nstringData:\n  pw: |\n    {PASSWORD}\n    {PASSWORD}\n  user: ana\n",
            [f"{PASSWORD}\n    {PASSWORD}"],
        ),
        (f"kind: Secret\n---\nkind: ConfigMap\ndata:\n  pw: {ENCODED}\n", []),
        (f"- kind: Secret\n  data:\n    pw: {ENCODED}\n- kind: ConfigMap\n  data:\n    mode: {PASSWORD}\n", [ENCODED]),
        (f'{{"kind": "Secret", "data": {{"pw": "{ENCODED}"}}}}', [ENCODED]),
        (f'{{"data": {{"pw": "{ENCODED}"}}, "kind": "Secret"}}', [ENCODED]),
        (f"kind: Secret\ndata:\n  pw: {ENCODED}\ntype: {PASSWORD}\n", [ENCODED]),
        ("kind: Secret\ndata:\n  pw: cGFzc3dvcmQ=\n  other: '{{ .Values.pw }}'\n  user: YW5hYmVs\n", []),
    ],
)
def test_values_of_a_manifest(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@given(st.text(alphabet="kind: Secret\n-dataw\"{}'|#", max_size=300))
def test_any_manifest_is_read(text: str) -> None:
    kinds = [at for at in range(len(text)) if text.startswith(("kind", '"'), at)]
    for start, end in values(text, kinds):
        assert 0 <= start < end <= len(text)


@given(st.binary(max_size=60), st.booleans())
def test_base64_of_either_alphabet_is_decoded(data: bytes, padded: bool) -> None:
    text = base64.urlsafe_b64encode(data).decode()
    assert decode_base64(text if padded else text.rstrip("=")) == data


@pytest.mark.once
@pytest.mark.parametrize(
    "piece",
    [
        "kind: Secret\n",
        "---\nkind: Secret\ndata:\n",
        '{"kind": "Secret", "data": {',
        "- kind: Secret\n  data:\n    a: |\n",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
        "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t",
        "eyJhbGciOiJIUzI1NiJ9.",
        "postgres://app:",
        "a;password=x ",
        "curl -u a mysql docker login ",
        'name="db_password" ',
        "machine a login b ",
        ":5432:a:b",
        "auth=('a','b",
        "password: ",
    ],
)
@pytest.mark.usefixtures("folder")
def test_near_misses_cost_no_more_than_their_length(piece: str) -> None:
    assert_linear(lambda text: scan(text, "--select", "secret"), piece * (50_000 // len(piece)))


@pytest.mark.usefixtures("folder")
def test_a_value_of_a_manifest_is_masked_when_another_family_is_asked_for() -> None:
    Path("prompts").mkdir()
    text = f"kind: Secret\nstringData:\n  note: {PASSWORD}@proprietary-pricing-engine of our company\n"

    report = scan(text, "--select", "business", "--exposure", "outbound")

    assert PASSWORD not in report.out


@pytest.mark.usefixtures("folder")
def test_one_file_name_makes_a_word_a_password() -> None:
    line = "db.internal:5432:shop:app:troubadour\n"

    assert scan(line, name=".pgpass").rules == ["secret/pgpass"]
    assert scan(line, "--select", "secret", name="notes.txt").rules == []
