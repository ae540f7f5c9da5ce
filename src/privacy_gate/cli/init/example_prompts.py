"""The example prompt that `init` writes, in the main language of the repository."""

from __future__ import annotations

from typing import NamedTuple


class Example(NamedTuple):
    """The parts of the example prompt that depend on a language. `call` has `{}` for its argument."""

    title: str
    signature: str
    library: str
    call: str
    check: str
    failure: str


_EXAMPLES = {
    "python": Example(
        "Python",
        "hash_password(password: str) -> str",
        "the argon2-cffi library",
        'hash_password("{}")',
        'argon2.PasswordHasher().verify(hash_password("a"), "a")` returns True',
        "raises ValueError",
    ),
    "typescript": Example(
        "TypeScript",
        "hashPassword(password: string): Promise<string>",
        "the argon2 package",
        'await hashPassword("{}")',
        'await argon2.verify(await hashPassword("a"), "a")` returns true',
        "rejects with a RangeError",
    ),
    "javascript": Example(
        "JavaScript",
        "hashPassword(password)",
        "the argon2 package",
        'await hashPassword("{}")',
        'await argon2.verify(await hashPassword("a"), "a")` returns true',
        "rejects with a RangeError",
    ),
    "go": Example(
        "Go",
        "HashPassword(password string) (string, error)",
        "the golang.org/x/crypto/argon2 package",
        'HashPassword("{}")',
        'VerifyPassword(hash, "a")` returns true for the hash of "a"',
        "returns an error",
    ),
    "java": Example(
        "Java",
        "String hashPassword(String password)",
        "the argon2-jvm library",
        'hashPassword("{}")',
        'argon2.verify(hashPassword("a"), "a".toCharArray())` returns true',
        "throws IllegalArgumentException",
    ),
    "rust": Example(
        "Rust",
        "hash_password(password: &str) -> Result<String, Error>",
        "the argon2 crate",
        'hash_password("{}")',
        'verify_password("a", &hash)` returns true for the hash of "a"',
        "returns an error",
    ),
    "ruby": Example(
        "Ruby",
        "hash_password(password)",
        "the argon2 gem",
        'hash_password("{}")',
        'Argon2::Password.verify_password("a", hash_password("a"))` returns true',
        "raises ArgumentError",
    ),
    "php": Example(
        "PHP",
        "hashPassword(string $password): string",
        "`password_hash` with PASSWORD_ARGON2ID",
        'hashPassword("{}")',
        'password_verify("a", hashPassword("a"))` returns true',
        "throws InvalidArgumentException",
    ),
    "csharp": Example(
        "C#",
        "string HashPassword(string password)",
        "the Konscious.Security.Cryptography.Argon2 package",
        'HashPassword("{}")',
        'VerifyPassword(HashPassword("a"), "a")` returns true',
        "throws ArgumentException",
    ),
}
_GENERIC = Example(
    "",
    "hash_password(password)",
    "a maintained Argon2 library",
    'hash_password("{}")',
    'verify_password(hash_password("a"), "a")` returns true',
    "reports an error",
)
_OTHER_NAMES = {"tsx": "typescript", "jsx": "javascript", "c_sharp": "csharp", "c#": "csharp"}


def name_language(language: str) -> str:
    """Return the title of a language that has its own example, or an empty string."""
    return _find(language).title


def write_example(language: str) -> str:
    """Return the example prompt for a language. An unknown language has a generic example."""
    one = _find(language)
    function = f"a {one.title} function" if one.title else "a function"
    first, empty = one.call.format("a"), one.call.format("")
    return f"""\
TASK: Write {function} `{one.signature}`.

INPUT: a string of 1 to 128 characters, for example "correct horse"

OUTPUT: an Argon2id hash in its encoded form, beginning with "$argon2id$"

CONSTRAINTS: {one.library} with its default parameters; no other dependency

TESTS:
- `{first}` begins with "$argon2id$"
- two calls with the same input give different results
- `{one.check}
- `{empty}` {one.failure}
"""


def _find(language: str) -> Example:
    return _EXAMPLES.get(_OTHER_NAMES.get(language, language), _GENERIC)
