import pytest
from validate_email import is_email


@pytest.mark.parametrize("text", ["ada@example.org", "a+b@mail.example.org", "a@b1.example"])
def test_an_address(text):
    assert is_email(text) is True


@pytest.mark.parametrize(
    "text", ["ada@example", "a b@example.org", "ada@-example.org", "@example.org", "a@b@c.org", ""]
)
def test_no_address(text):
    assert is_email(text) is False


def test_the_longest():
    assert is_email("a" * 65 + "@example.org") is False
