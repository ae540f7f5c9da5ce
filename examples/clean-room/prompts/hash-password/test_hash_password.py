import pytest
from hash_password import Hash


def test_the_same_text_matches():
    assert Hash.of("blue kettle").matches("blue kettle") is True


def test_another_text_does_not():
    assert Hash(str(Hash.of("blue kettle"))).matches("red kettle") is False


def test_the_salt_is_random():
    assert str(Hash.of("a")) != str(Hash.of("a"))


def test_the_form():
    name, salt, key = str(Hash.of("blue kettle")).split("$")
    assert (name, len(salt), len(key)) == ("scrypt", 32, 64)


def test_an_empty_text():
    with pytest.raises(ValueError, match="empty"):
        Hash.of("")
