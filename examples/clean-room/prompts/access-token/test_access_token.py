import base64

import pytest
from access_token import Signer

SIGNER = Signer(bytes(range(32)))


def test_a_token_holds_until_it_expires():
    token = SIGNER.issue("17", 60, 1000)
    assert SIGNER.read(token, 1059) == "17"
    assert SIGNER.read(token, 1060) is None


def test_another_key():
    assert Signer(bytes(32)).read(SIGNER.issue("17", 60, 1000), 1000) is None


def test_another_algorithm():
    _, claims, _ = SIGNER.issue("17", 60, 1000).split(".")
    header = base64.urlsafe_b64encode(b'{"alg": "none"}').rstrip(b"=").decode()
    assert SIGNER.read(f"{header}.{claims}.", 1000) is None


@pytest.mark.parametrize("token", ["", "a.b.c", "...", "a.b", "é.é.é", "bnVsbA.bnVsbA.bnVsbA"])
def test_no_token(token):
    assert SIGNER.read(token, 0) is None
