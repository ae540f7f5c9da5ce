"""Values and places that are no secret, in the forms in which code and data have them."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.checkers.locale_files import is_locale_file, is_words
from privacy_gate.checkers.secrets.innocent_places import is_declaration, is_key_fingerprint, is_trial_file
from privacy_gate.checkers.secrets.innocent_values import (
    is_common_password,
    is_published,
    is_word_of_code,
    split_dotted,
)
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


AZURITE = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/" + "KBHBeksoGMGw=="


@pytest.mark.parametrize("value", [
    AZURITE, f"AccountName=devstoreaccount1;AccountKey={AZURITE};BlobEndpoint=http://127.0.0.1:10000/a;",
    "JBSWY3DPEHPK3PXP", "GEZDGNBVGY3TQOJQ" * 2, "your-256-bit-secret", "0x" + "4f3edf983ac636a65a842ce7c78d9aa7" * 2,
])  # fmt: skip
def test_only_the_whole_value_is_a_published_key(value: str) -> None:
    assert is_published(value)
    assert not any(map(is_published, (f"{value}-{DRAWN}", f"{value}{DRAWN}", f"{DRAWN}{value}")))


PASSWORD = "Kw7!trost" + "Lampe92"
SALT = "qvBT48YD2nz" + "w6FishMDw"
HASHED = SALT + "KmYfTMAM5isbtsd9KnfMI5K4G6qzLXzx"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("path", "line"), [
    ("app.yml", f"client_secret: '$pbkdf2-sha512$310000${SALT}${HASHED}'"),
    ("app.py", f'stored_password = "$shiro1$SHA-256$500000${SALT}==${HASHED}="'),
    ("secrets.ejson", f'"api_key": "EJ[1:{DRAWN}=:{SALT}:{HASHED}]"'),
    ("App.kt", f'const val CONTACT_LOOKUP_KEY = "{DRAWN}"'),
    ("App.kt", 'const val PREF_PASSCODE_D1 = "PrefPinCode1"'),
    ("App.kt", f'redirectUri = "msauth://com.shop.app/{DRAWN}"'),
    ("App.java", f'data.put("encryptedMetadataKey", "{HASHED}")'),
    ("App.java", f'CREDENTIAL_ID_BASE64URL = "{DRAWN}"'),
    ("res/values-ru/strings.xml", '<string name="share_via_link_unset_password">Сброс</string>'),
    ("res/values-de/strings.xml", '<string name="password_hint">Geben Sie Ihr Passwort ein</string>'),
    ("res/values-ja/strings.xml", '<string name="passphrase_title">あなたの12単語の暗証番号</string>'),
    ("messages_cs.properties", r"Provider.emptyPassword=\u0160patn\u00E9 p\u0159ihlaseni"),
    ("Form.vue", '<div id="password_help" class="muted">Use a memorable password.</div>'),
    ("store.js", "return {key: '_password_changed_at', value: coercedToDate};"),
    ("term.js", "/* Either pass Alt-1..9 to the browser. */"),
    ("handler.go", "// any credential, for example `password` or `oidc`"),
    ("logo.svg", f"<image href='data:image/png;base64,{HASHED}+pw1y m32tMjnHMgp6B+sbC23YFwAQBbnNvh7ZE'/>"),
    ("README.md", "docker run --link db:mongo -v config:/shop/config -p 1337:1337 -d shop"),
    ("redis.sh", "redis-cli -p 6379 -h redis"),
    ("nav.php", "request()->is('*admin/curated-onboarding*')"),
    ("api.http", "X-CSRF-TOKEN: 4bfd1575-3ad1-4d21-96c7-4ef2d9f86721"),
    ("api.html", '<a href="https://{token}:x-access-token@git.shop.io/">clone</a>'),
    ("Options.java", " * apped to this user account (as identified by user.id)."),
])  # fmt: skip
def test_what_is_no_credential(path: str, line: str) -> None:
    found = scan(line + "\n", name=path).data["findings"]
    assert [one["rule"] for one in found if one["rule"].startswith("secret/")] == []


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("path", "line"), [
    ("app.yml", f"client_secret: 'JBSWY3DPEHPK3PXP-{DRAWN}'"),
    ("app.yml", f"client_secret: '$ecret!{DRAWN}'"),
    ("App.kt", f'const val PREF_API_TOKEN = "{DRAWN}"'),
    ("App.kt", f'const val valid_key = "{DRAWN}{DRAWN}"'),
    ("App.java", f'ENCRYPTED_KEY_PASSWORD = "{PASSWORD}"'),
    ("res/values/strings.xml", f'<string name="api_secret">{DRAWN}</string>'),
    ("res/values-ru/strings.xml", f'<string name="пароль_api_key">{DRAWN}</string>'),
    ("settings.xml", f'<property name="connection.password">{PASSWORD}</property>'),
    ("notes.md", f"the ftp user ana, pass {PASSWORD}"),
    ("redis.sh", f"redis-cli -p 6379 -a {PASSWORD}"),
    ("nav.md", f"log in with admin/{PASSWORD}"),
    ("api.http", f"X-Api-Token: {DRAWN}{DRAWN}"),
    ("Options.sql", f"GRANT ALL ON *.* TO 'ana'@'%' IDENTIFIED BY '{PASSWORD}';"),
])  # fmt: skip
def test_what_is_a_credential_beside_it(path: str, line: str) -> None:
    found = scan(line + "\n", name=path).data["findings"]
    assert [one for one in found if one["rule"].startswith("secret/")]


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
@pytest.mark.parametrize(("path", "name", "severity"), [
    ("testdata/vectors.txt", "file key", "warning"), ("src/vectors.txt", "file key", "error"),
    ("testdata/vectors.txt", "api_key", "error"), ("testdata/vectors.txt", "secret", "error"),
])  # fmt: skip
def test_a_key_in_hexadecimal_is_a_warning_in_test_vectors(path: str, name: str, severity: str) -> None:
    text = f"{name}: 59454c4c4f5720535542" + "4d4152494e45\n"
    assert [one["severity"] for one in scan(text, name=path).data["findings"]] == [severity]


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
