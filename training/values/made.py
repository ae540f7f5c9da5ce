"""Values made up by rule: tokens and passwords as machines and people make them, and stand-ins that are none.

All is drawn from a random generator that the caller seeds. What people think up starts from the word lists of
the package zxcvbn (MIT licence; its lists come from public corpora) and from the words below.
"""

from __future__ import annotations

import base64
import random
import string
import uuid
from collections.abc import Callable

LOWER, UPPER, DIGITS = string.ascii_lowercase, string.ascii_uppercase, string.digits
ALNUM = LOWER + UPPER + DIGITS
URL_SAFE = ALNUM + "-_"
SIGNS = "!@#$%^&*?-_+=.~"
PREFIXES = (
    "sk pk rk api key tok token pat at rt app live test prod secret sec svc usr acc org int dev ak "
    "sk_live pk_test api_live"
    " pat_na1 v1 v2 ntn tfp dp.st hf gl phx sb abc ghx oa2 EAA AIza AKIA xapp SG rdme wrk lin_api"
).split()
WORDS = {
    "en": "summer winter spring autumn dragon monkey shadow coffee sunshine football baseball silver "
    "golden tiger falcon"
    " thunder orange purple yellow flower garden castle knight wizard pirate rocket planet ocean mountain river bridge"
    " happy lucky secret welcome letmein qwerty love money freedom chocolate cookie pepper ginger guitar piano hockey"
    " admin root master server database backup deploy staging prod oracle postgres mysql redis mongo jenkins gitlab"
    " router printer office support service system manager company guest tomcat cisco nagios zabbix grafana kafka",
    "de": "sommer winter herbst schalke bayern hallo schatz passwort geheim fussball berlin hamburg sonne "
    "blume katze hund"
    " apfel kaffee schule haus mutter liebe vogel wasser feuer tisch fenster strasse kuchen brot wald",
    "fr": "soleil bonjour amour chocolat marseille paris doudou loulou chouchou azerty maison voiture jardin chat chien"
    " fleur musique vacances famille soeur lumiere etoile oiseau fromage",
    "es": "hola amor estrella princesa mariposa futbol barcelona madrid casa perro gato sol luna corazon "
    "verano invierno"
    " bonita familia amigo tesoro contrasena clave cielo flores",
    "pt": "senha amor brasil flamengo princesa estrela cachorro gato verao inverno saudade futebol cidade familia",
    "it": "ciao amore juventus milano napoli estate inverno gatto cane sole luna forza bella famiglia password",
}
SEASONS = (
    "spring summer autumn fall winter january february march april may june july august september october november"
).split()
LEET = str.maketrans({"a": "@", "e": "3", "i": "1", "o": "0", "s": "$", "t": "7", "l": "1"})
LEET_DIGITS = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"})
WALKS = (
    "qwertyuiop asdfghjkl zxcvbnm 1qaz2wsx3edc4rfv 1q2w3e4r5t6y zaq12wsx qazwsxedc !QAZ2wsx "
    "poiuytrewq 0p9o8i7u azertyuiop qwertz"
).split()
TAILS = [
    "!",
    "!!",
    "!1",
    "1!",
    "123",
    "1234",
    "12345",
    "01",
    "007",
    "99",
    "#",
    "#1",
    "@",
    "$",
    "?",
    ".",
    "1",
    "2",
    "11",
    "22",
    "69",
    "321",
]


def _draw(rng: random.Random, alphabet: str, length: int) -> str:
    return "".join(rng.choices(alphabet, k=length))


def _length(rng: random.Random) -> int:
    return rng.choice(
        [
            10,
            12,
            14,
            15,
            16,
            16,
            18,
            20,
            20,
            22,
            24,
            24,
            25,
            27,
            28,
            30,
            32,
            32,
            32,
            32,
            34,
            36,
            38,
            40,
            40,
            40,
            43,
            44,
            48,
            48,
            52,
            56,
            60,
            64,
            64,
            64,
            72,
            80,
            86,
            88,
            96,
            100,
            128,
        ]
    )


def token(rng: random.Random) -> str:
    """What a machine makes."""
    n = _length(rng)
    alphabet = rng.choice(
        [ALNUM] * 8
        + [LOWER + DIGITS] * 8
        + [URL_SAFE] * 4
        + [UPPER + DIGITS] * 4
        + ["0123456789abcdef"] * 8
        + ["0123456789ABCDEF"] * 2
        + [LOWER] * 2
        + [LOWER + UPPER] * 2
        + [UPPER]
        + [LOWER + DIGITS + "=_-"] * 3
        + [ALNUM + "+/"] * 2
        + [UPPER + "234567"] * 2
        + [LOWER + "234567"]
        + ["bcdfghjkmpqrtvwxy2346789BCDFGHJKMPQRTVWXY"]
        + [DIGITS]
    )
    if alphabet in (LOWER, LOWER + UPPER, UPPER, DIGITS):
        n = max(n, 20)
    body = _draw(rng, alphabet, n)
    form = rng.random()
    if form < 0.58:
        return body
    if form < 0.72:
        return rng.choice(PREFIXES) + rng.choice("___--.:") + body
    if form < 0.76:
        return _draw(rng, LOWER, rng.randint(2, 6)) + rng.choice("_-") + body
    if form < 0.81:
        return (str.upper if rng.random() < 0.2 else str)(str(uuid.UUID(int=rng.getrandbits(128), version=4)))
    if form < 0.88:
        return base64.b64encode(rng.randbytes(rng.choice([12, 16, 18, 20, 24, 30, 32, 40, 48, 64]))).decode()
    if form < 0.91:
        return "-".join(
            _draw(rng, rng.choice([UPPER + DIGITS, LOWER + DIGITS, ALNUM]), rng.choice([4, 5, 6, 8]))
            for _ in range(rng.randint(3, 6))
        )
    if form < 0.94:
        return body[: n // 2] + rng.choice(".:~-_|") + _draw(rng, alphabet, n // 2)
    if form < 0.96:
        return _draw(rng, DIGITS, rng.randint(6, 12)) + rng.choice(":-.|_") + body
    return _draw(rng, ALNUM + SIGNS * 2, max(12, n // 2))


def machine_password(rng: random.Random) -> str:
    """What a password manager or a script makes."""
    n = rng.choice([8, 8, 9, 10, 10, 11, 12, 12, 12, 13, 14, 15, 16, 16, 16, 18, 20, 20, 22, 24, 25, 28, 30, 32])
    return _draw(
        rng,
        rng.choice(
            [
                ALNUM,
                ALNUM,
                ALNUM + SIGNS,
                ALNUM + SIGNS,
                LOWER + DIGITS,
                UPPER + DIGITS,
                "0123456789abcdef",
                LOWER if n > 9 else ALNUM,
                ALNUM + string.punctuation.replace('"', "").replace("'", "").replace("\\", "").replace("<", ""),
            ]
        ),
        n,
    )


class People:
    """Passwords as people think them up, from word lists."""

    def __init__(self) -> None:
        from zxcvbn.frequency_lists import FREQUENCY_LISTS

        self.known = [word for word in list(FREQUENCY_LISTS["passwords"]) if len(word) >= 5]
        english = [
            word for word in list(FREQUENCY_LISTS["english_wikipedia"])[:9000] if len(word) >= 4 and word.isalpha()
        ]
        names = (
            list(FREQUENCY_LISTS["male_names"])[:600]
            + list(FREQUENCY_LISTS["female_names"])[:900]
            + list(FREQUENCY_LISTS["surnames"])[:2500]
        )
        own = [word for words in WORDS.values() for word in words.split()]
        self.words = english + own * 12
        self.names = [name for name in names if len(name) >= 3]

    def word(self, rng: random.Random) -> str:
        return rng.choice(self.words if rng.random() < 0.65 else self.names)

    def password(self, rng: random.Random) -> str:
        form = rng.random()
        word = self.word(rng)
        cased = rng.choice([word, word, word.capitalize(), word.capitalize(), word.upper()])
        tail = (
            rng.choice(TAILS)
            if rng.random() < 0.5
            else str(
                rng.choice([rng.randint(0, 9999), rng.randint(1940, 2027), rng.randint(2015, 2027), rng.randint(0, 99)])
            )
        )
        sign = rng.choice(["", "", "", "!", "@", "#", "$", "_", "-", ".", "*", "&", "%"])
        if form < 0.10:
            return rng.choice(self.known)
        if form < 0.30:
            return cased + sign + tail + rng.choice(["", "", "!", "!", "?", "#", "$"])
        if form < 0.40:
            return cased.translate(rng.choice([LEET, LEET_DIGITS])) + rng.choice(["", tail, tail + sign])
        if form < 0.48:
            return self.phrase(rng)
        if form < 0.56:
            return (
                cased
                + rng.choice(["", "", "_", "-", "."])
                + rng.choice([str.capitalize, str])(self.word(rng))
                + sign
                + rng.choice([tail, tail, ""])
            )
        if form < 0.62:
            return (
                rng.choice(SEASONS + WORDS["de"].split()[:4]).capitalize()
                + sign
                + str(rng.randint(2012, 2027))
                + rng.choice(["", "!", "!!", "#", "$", "?"])
            )
        if form < 0.67:
            walk = rng.choice(WALKS)
            at = rng.randrange(len(walk) - 5)
            piece = walk[at : at + rng.randint(5, 12)]
            return piece if rng.random() < 0.3 else piece + sign + tail
        if form < 0.72:
            return str(rng.randint(0, 99999)) + sign + cased + rng.choice(["", "!", "#"])
        if form < 0.77:
            product = rng.choice(WORDS["en"].split()[-34:])
            return (
                rng.choice([product, product.capitalize()])
                + rng.choice(["", "@", "#", "_", "-", "!", "."])
                + rng.choice([tail, self.word(rng) + tail, self.word(rng).capitalize() + sign])
            )
        if form < 0.82:
            base = rng.choice(
                [
                    "passw0rd",
                    "P@ssw0rd",
                    "Passw0rd",
                    "Pa$$w0rd",
                    "p4ssw0rd",
                    "Pa55word",
                    "pass",
                    "Pass",
                    "passwort",
                    "Admin",
                    "admin",
                    "root",
                    "secret",
                    "s3cret",
                    "s3cr3t",
                    "Secret",
                    "S3cr3t",
                    "letmein",
                    "welcome",
                    "Welcome",
                    "test",
                    "changeme",
                    "hunter",
                    "trustno",
                    "mot2passe",
                ]
            )
            return base + sign + rng.choice([tail, tail, self.word(rng), self.word(rng).capitalize() + tail])
        if form < 0.87:
            initials = _draw(rng, LOWER, rng.randint(3, 6))
            return (
                rng.choice([initials, initials.upper(), initials.capitalize()])
                + sign
                + str(rng.randint(10, 99999))
                + rng.choice(["", "!", "*", "$"])
            )
        if form < 0.92:
            return cased + sign + word[::-1][:4] + tail
        if form < 0.96:
            return (
                word[: rng.randint(2, 5)].capitalize()
                + rng.choice(SIGNS)
                + _draw(rng, DIGITS, rng.randint(1, 4))
                + rng.choice(SIGNS)
                + self.word(rng)[:4].upper()
            )
        return machine_password(rng)

    def phrase(self, rng: random.Random) -> str:
        words = [self.word(rng) for _ in range(rng.randint(3, 5))]
        if rng.random() < 0.35:
            words = [word.capitalize() for word in words]
        joined = rng.choice(["-", "-", "_", "", "", "."]).join(words)
        return joined + (str(rng.randint(0, 99)) if rng.random() < 0.4 else "")


STAND_IN_WORDS = (
    "password passwd pass pwd secret token key apikey api_key credential user username login admin account database db"
    " server host name value string text field input your my the new old current some sample default dummy fake test"
    " example placeholder here goes insert enter set put add replace change me this with real actual provided from env"
    " config settings vault file path url client id access auth bearer basic header cookie session service app"
).split()


def stand_in(rng: random.Random) -> str:
    """What stands where a secret would: words about it, in every style of writing names; names of code."""
    words = rng.choices(STAND_IN_WORDS, k=rng.choice([1, 2, 2, 2, 3, 3, 3, 4, 4, 5]))
    style: Callable[[list[str]], str] = rng.choice(
        [
            "_".join,
            "-".join,
            ".".join,
            " ".join,
            "".join,
            lambda w: "_".join(w).upper(),
            lambda w: "-".join(w).upper(),
            lambda w: w[0] + "".join(x.capitalize() for x in w[1:]),
            lambda w: "".join(x.capitalize() for x in w),
            lambda w: "<" + "-".join(w) + ">",
            lambda w: "[" + " ".join(w) + "]",
            lambda w: "__" + "_".join(w) + "__",
            lambda w: "{" + "_".join(w) + "}",
            "/".join,
            ":".join,
            lambda w: ".".join([*w[:-1], w[-1].capitalize()]),
            lambda w: "self." + "_".join(w),
            lambda w: "this." + "".join(w),
        ]
    )
    text = style(words)
    if rng.random() < 0.1:
        text += rng.choice(["1", "2", "_1", "-2", "123", "_v2"])
    return text


def name_of_code(rng: random.Random, people: People) -> str:
    """Identifiers, file names, hosts, class names, messages' keys, made of ordinary words."""
    words = [
        people.word(rng) if rng.random() < 0.7 else rng.choice(STAND_IN_WORDS)
        for _ in range(rng.choice([1, 2, 2, 3, 3, 4]))
    ]
    words = [word.lower() for word in words]
    form = rng.randrange(12)
    if form < 3:
        return "_".join(words)
    if form == 3:
        return words[0] + "".join(word.capitalize() for word in words[1:])
    if form == 4:
        return "".join(word.capitalize() for word in words)
    if form == 5:
        return "-".join(words)
    if form == 6:
        return ".".join(words)
    if form == 7:
        return "_".join(words).upper()
    if form == 8:
        return "-".join(words) + rng.choice(
            [".json", ".pem", ".txt", ".key", ".yaml", ".py", ".svc", ".local", ".com", ".io"]
        )
    if form == 9:
        return "/".join(words)
    if form == 10:
        return "-".join(words) + rng.choice(["-v1", "-v2", "-prod", "-dev", "-eu-west-1", "-us-east-2", "-01", "-2"])
    return ".".join([words[0], *(word.capitalize() for word in words[1:])])
