"""What passes for a placeholder of the gate's, and is no finding, and what does not."""

from __future__ import annotations

import pytest

from tests.gate import scan

pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize("value", ["⟦PG:PASSWORD:0001⟧", "PG_PASSWORD_0001", "~PG:PASSWORD:0001~"])
def test_what_clean_wrote_is_no_secret(value: str) -> None:
    assert scan(f"password = '{value}'").rules == []


@pytest.mark.parametrize(
    "value", ["PG_ADMIN_2024", "pg_zK8vQ2mx_0001", "PG:zK8#vQ2m!x:0001", "⟦zK8#vQ2m!x⟧", "PG_KEY_0001zK8#v"]
)
def test_a_secret_in_its_likeness_is_found(value: str) -> None:
    assert scan(f"password = '{value}'").rules != []
