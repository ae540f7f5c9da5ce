"""Values and places that are no secret, in the forms in which code and data have them."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.checkers.secrets.innocent_places import (
    is_declaration,
    is_key_fingerprint,
    is_locale_file,
    is_trial_file,
)
from privacy_gate.checkers.secrets.innocent_values import is_common_password, is_word_of_code, is_words, split_dotted
from privacy_gate.checkers.secrets.secret_structures import is_password
from privacy_gate.checkers.secrets.secret_values import is_secret
from tests.gate import scan
from tests.work import assert_linear

DRAWN = "q8Zk2Vx" + "Nw4Lr7TbY9sHd"
NAMES = ("password", "api_key", "secret", "auth_token", "key")
DECLARATIONS = (
    "  KEY `{}` (`a`),",
    "  UNIQUE KEY `{}` (`a`)",
    "CONSTRAINT {} PRIMARY KEY (id)",
    "-- Name: {}; Type: TABLE",
    "ADD CONSTRAINT {} UNIQUE (a)",
    "CREATE UNIQUE INDEX {} ON t (a);",
    "from a.secret import {}",
    "import {}",
)
identifiers = st.from_regex(r"[a-z][a-z0-9]{1,12}(?:_[a-z0-9]{1,8}){0,3}", fullmatch=True)
letters = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=4, max_size=20)


@settings(max_examples=60)
@given(
    st.sampled_from(NAMES),
    letters,
    st.sampled_from(["locales/de.yml", "src/i18n/app.json", "res/values/strings.xml", "lang/pt-BR.php"]),
)
def test_words_of_letters_are_no_secret_where_texts_are_translated(name: str, word: str, path: str) -> None:
    assert not is_secret(name, word, f'{name}: "{word}"', path, quoted=True)


@settings(max_examples=60)
@given(st.sampled_from(NAMES), identifiers, st.sampled_from(DECLARATIONS))
def test_a_declared_name_is_no_secret(name: str, declared: str, line: str) -> None:
    assert not is_secret(name, declared, line.format(declared), "a.sql", quoted=True)


@pytest.mark.parametrize("line", [
    "from a import b; password = '{}'", "import os; key = '{}'", "const c = require('a')({{password: '{}'}})",
    "CREATE INDEX i ON t (a); ALTER USER u PASSWORD '{}'", "use the password {} here", "import the key: {}",
    "password = '{}'  # references vault", "db_password = '{}'  -- key server_key", "key api_secret = {}",
])  # fmt: skip
def test_a_secret_behind_a_declaration_is_one(line: str) -> None:
    assert not is_declaration(line.format(DRAWN), DRAWN)


@pytest.mark.parametrize(
    ("line", "public"),
    [
        ("gpg --recv-keys {}", True),
        ("GPG_KEY: {}", True),
        ("signing_secret = '{}'  # gpg", False),
        ("gpg_passphrase: {}", False),
    ],
)
def test_only_a_word_before_it_makes_a_fingerprint_public(line: str, public: bool) -> None:
    value = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"

    assert is_key_fingerprint(value, line.format(value)) is public


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(["Settings", "auth", "KEY_9", "k9", "Token2", "Mail"]), min_size=3, max_size=6),
    st.sampled_from([".", "::", "->"]),
)
def test_a_constant_with_its_owners_is_no_secret(parts: list[str], joint: str) -> None:
    assert split_dotted(joint.join(parts))
    assert not is_secret("auth_key", joint.join(parts), "", "a.java", quoted=True)


@given(
    st.sampled_from(["user", "password", "pass", "username", "token"]),
    st.sampled_from(["[]", "{}", "()", "<>"]),
    st.booleans(),
)
def test_an_optional_part_of_an_address_is_no_password(word: str, brackets: str, colon: bool) -> None:
    assert not is_password(brackets[0] + ":" * colon + word + brackets[1])
    assert not is_password(word + brackets[1])


@pytest.mark.parametrize(
    "value",
    [
        "PBKDF2WithHmacSHA256",
        "AES/GCM/NoPadding",
        "HmacSHA512",
        "RSA-OAEP-256",
        "VARCHAR(255)",
        "numeric(10, 2)",
        "github.com/a/b9/auth/v2",
        "k8s.io/client-go/auth2x",
        "@scope/tok3n-x2",
    ],
)
def test_words_of_code(value: str) -> None:
    assert is_word_of_code(value)


@given(st.text(string.digits, min_size=1, max_size=40))
def test_digits_are_no_word_of_code(digits: str) -> None:
    assert not is_word_of_code(digits)


def test_what_is_drawn_at_random_is_neither_word_nor_common() -> None:
    assert not any(judge(DRAWN) for judge in (is_words, is_common_password, is_word_of_code))
    assert is_secret("api_key", DRAWN, f'api_key = "{DRAWN}"', "locales/de.yml", quoted=True)


@pytest.mark.parametrize(
    "path",
    ["config/locales/de.yml", "src/i18n/en.json", "messages_pt_BR.properties", "po/sv.po", "public/lang/zh-CN.json"],
)
def test_files_of_translations(path: str) -> None:
    assert is_locale_file(path)


@pytest.mark.parametrize("path", ["src/settings.yml", "config/database.yml", "src/app.json", "deploy/prod.properties"])
def test_files_that_are_neither_translations_nor_trials(path: str) -> None:
    assert not is_locale_file(path)
    assert not is_trial_file(path)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("value", ["postgres1", "Secret" + "123", "foobar99", "Summer-Test2"])
@pytest.mark.parametrize(
    ("path", "severity"),
    [
        (".github/workflows/ci.yml", "warning"),
        ("tests/compose.yml", "warning"),
        ("docker-compose.yml", "warning"),
        ("deploy/production.yml", "error"),
    ],
)
def test_a_word_is_a_warning_in_tests_and_ci(value: str, path: str, severity: str) -> None:
    found = scan(f"DATABASE_URL: mysql://shop:{value}@db.shop.io/x\n", name=path).data["findings"]
    assert [finding["severity"] for finding in found if finding["rule"].startswith("secret/")] == [severity]


@pytest.mark.usefixtures("folder")
def test_a_word_is_an_error_in_a_prompt_about_tests() -> None:
    text = "DATABASE_URL: mysql://shop:" + "foobar99@db.shop.io/x\n"
    assert "error" in {one["severity"] for one in scan(text, name="prompts/tests/ci.md").data["findings"]}


@pytest.mark.usefixtures("folder")
def test_a_token_with_a_form_of_its_own_is_an_error_everywhere() -> None:
    found = scan(f"token: glpat-{DRAWN}\n", name=".github/workflows/ci.yml").data["findings"]
    assert [finding["severity"] for finding in found] == ["error"]


@pytest.mark.parametrize("piece", ["sha1234", "aB3.", "Aa", "[x]", "a::", "key-", "x"])
def test_long_values_are_judged_in_linear_time(piece: str) -> None:
    assert_linear(lambda text: is_secret("key", text, text, "a/", quoted=True), piece * (20_000 // len(piece)))
