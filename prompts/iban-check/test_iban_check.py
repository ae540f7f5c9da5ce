import pytest
from iban_check import is_valid


@pytest.mark.parametrize("text", ["GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"])
def test_right(text: str) -> None:
    assert is_valid(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "GB83 WEST 1234 5698 7654 32",
        "gb82west12345698765432",
        "",
        "GB82  WEST1234",
        " GB82WEST12345698765432",
        "٣" * 20,
    ],
)
def test_wrong(text: str) -> None:
    assert is_valid(text) is False
