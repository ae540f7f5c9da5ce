"""Compute check digits of national identifiers. Each function names the authority or standard that defines them.

They accept the numbers that python-stdnum (github.com/arthurdejong/python-stdnum) accepts, and check less of their
dates. The modules of python-stdnum link to further texts of the authorities.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from privacy_gate.checkers.secrets.personal_numbers import luhn_valid

_FINNISH = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE"
_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        bytes.fromhex("01000507090d0f1113150100" + "0507090d0f11131502041214" + "0b0306080c0e100a16191817"),
        strict=True,
    )
)
# Verhoeff: the dihedral group of order ten, and the permutation of places
_PRODUCT = tuple(
    tuple((left + right if left < 5 else left - right) % 5 + 5 * ((left < 5) != (right < 5)) for right in range(10))
    for left in range(10)
)
_PLACES = ((0, 1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 5, 7, 6, 2, 8, 3, 0, 9, 4))


def _weigh(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _is_date(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _nhs(digits: str) -> bool:
    """NHS Data Dictionary, attribute NHS NUMBER: modulus 11."""
    return (11 - _weigh(digits, range(10, 1, -1)) % 11) % 11 == int(digits[9])


def _norwegian(digits: str) -> bool:
    """Skatteetaten (skatteetaten.github.io/folkeregisteret-api-dokumentasjon): two check digits by modulus 11."""
    first = (11 - _weigh(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11) % 11
    second = (11 - _weigh(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11) % 11
    return [first, second] == [int(digits[9]), int(digits[10])] and _is_date(str(int(digits[:2]) % 40), digits[2:4])


def _swedish(digits: str) -> bool:
    """Skatteverket, SKV 704 (personnummer) and SKV 707 (samordningsnummer): Luhn over ten digits."""
    short = digits[-10:]
    return _is_date(str(int(short[4:6]) % 60), short[2:4]) and luhn_valid(short)


def _danish(digits: str) -> bool:
    """CPR-kontoret, "Personnummeret i CPR" (cpr.dk): numbers issued since 2007 may have no check digit."""
    return _is_date(digits[:2], digits[2:4])


def _finnish(number: str) -> bool:
    """Digital and Population Data Services Agency, "The personal identity code" (dvv.fi): remainder by 31."""
    if not _is_date(number[:2], number[2:4]):
        return False
    return _FINNISH[int(number[:6] + number[-4:-1]) % 31] == number[-1]


def _spanish(number: str) -> bool:
    """Ministerio del Interior, "Cálculo del dígito de control del NIF/NIE" (interior.gob.es): remainder by 23."""
    return _SPANISH[int(number[:-1].translate(str.maketrans("XYZ", "012"))) % 23] == number[-1]


def _italian(number: str) -> bool:
    """Decreto ministeriale of 23 December 1976 on the codice fiscale: tables for odd and even places."""
    total = sum(
        _ODD[sign] if place % 2 == 0 else int(sign, 36) - 10 * sign.isalpha() for place, sign in enumerate(number[:15])
    )
    return chr(ord("A") + total % 26) == number[15]


def _polish(digits: str) -> bool:
    """gov.pl, "Czym jest numer PESEL": weighted sum by 10."""
    return (
        _is_date(digits[4:6], str(int(digits[2:4]) % 20))
        and _weigh(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0
    )


def _brazilian(digits: str) -> bool:
    """Receita Federal, Cadastro de Pessoas Físicas (profcardy.com/cardicas/cpf.php): modulus 11, twice."""
    first = _weigh(digits, range(10, 1, -1)) * 10 % 11 % 10
    second = _weigh(digits, range(11, 1, -1)) * 10 % 11 % 10
    return [first, second] == [int(digits[9]), int(digits[10])]


def _indian(digits: str) -> bool:
    """UIDAI, "A UID Numbering Scheme" (2010), with the code of J. Verhoeff, "Error Detecting Decimal Codes" (1969)."""
    place: list[tuple[int, ...]] = [_PLACES[0]]
    for _ in range(7):
        place.append(tuple(_PLACES[1][before] for before in place[-1]))
    check = 0
    for at, digit in enumerate(reversed(digits)):
        check = _PRODUCT[check][place[at % 8][int(digit)]]
    return check == 0


def _american(digits: str) -> bool:
    """Social Security Administration, POMS RM 10201.035: ranges that are never issued, no check digit."""
    return digits[:3] not in ("000", "666") and digits[0] != "9" and digits[3:5] != "00" and digits[5:] != "0000"


def _dutch(digits: str) -> bool:
    """BKWI, Suwi-Gegevensregister, "Burgerservicenummer" (sgr.bkwi.nl): divisible by eleven, the last weight is -1."""
    return _weigh(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def _french(number: str) -> bool:
    """INSEE, numéro d'inscription au répertoire (décret 82-103 of 22 January 1982): 97 minus the remainder by 97."""
    department = number[:13].replace("2A", "19").replace("2B", "18")
    return department.isdigit() and 97 - int(department) % 97 == int(number[13:])


def _german(digits: str) -> bool:
    """Bundeszentralamt für Steuern, section 139b Abgabenordnung: ISO/IEC 7064, MOD 11,10. One digit is repeated."""
    if sorted(Counter(digits[:10]).values())[-2:] not in ([1, 2], [1, 3]):
        return False
    product = 10
    for digit in digits[:10]:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == int(digits[10])


def _belgian(digits: str) -> bool:
    """Royal decree of 3 April 1984 on the number: 97 minus the remainder by 97, since 2000 with a 2 in front."""
    return int(digits[9:]) in (97 - int(digits[:9]) % 97, 97 - int("2" + digits[:9]) % 97)


def _swiss(digits: str) -> bool:
    """Zentrale Ausgleichsstelle (zas.admin.ch), AHV number: the check digit of EAN-13."""
    return (10 - _weigh(digits, (1, 3) * 6) % 10) % 10 == int(digits[12])


def _czech(digits: str) -> bool:
    """Zákon 133/2000 Sb., section 13: divisible by eleven. Before 1985, a remainder of ten was written as 0."""
    return int(digits[:9]) % 11 % 10 == int(digits[9]) and 1 <= int(digits[4:6]) <= 31


def _turkish(digits: str) -> bool:
    """General directorate of population (tckimlik.nvi.gov.tr), with the rules of pub.dev/packages/tckn_check: by 10."""
    tenth = (7 * sum(map(int, digits[0:9:2])) - sum(map(int, digits[1:8:2]))) % 10
    return tenth == int(digits[9]) and sum(map(int, digits[:10])) % 10 == int(digits[10])


def _portuguese(digits: str) -> bool:
    """European Commission, VIES, Portugal (wiki.scn.sap.com/wiki/display/CRM/Portugal): modulus 11, weights 9 to 2."""
    return (11 - _weigh(digits, range(9, 1, -1)) % 11) % 11 % 10 == int(digits[8])


def _chinese(number: str) -> bool:
    """GB 11643-1999 with ISO 7064, MOD 11-2."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return _is_date(number[12:14], number[10:12]) and "10X98765432"[_weigh(number, weights) % 11] == number[17]


class _Form(NamedTuple):
    label: re.Pattern[str]
    shape: re.Pattern[str]
    verify: Callable[[str], bool]
    alone: re.Pattern[str] | None = None  # a punctuated form that needs no label


def _form(label: str, shape: str, verify: Callable[[str], bool], alone: str | None = None) -> _Form:
    return _Form(
        re.compile(f"(?i){label}"), re.compile(rf"{shape}\Z"), verify, re.compile(rf"{alone}\Z") if alone else None
    )


_SWEDISH = "[0-9]{6}[-+](?!(?:[01][0-9]|2[0-3])[0-5][0-9])[0-9]{4}"  # no day and time
_CODICE = "[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]"
_NIR = "[12] [0-9]{2} [0-9]{2} [0-9][0-9AB] [0-9]{3} [0-9]{3} [0-9]{2}"
_FORMS = (
    _form("nhs", "[0-9]{10}", _nhs),
    _form("f[øo]dsels|personnummer|fnr", "[0-9]{11}", _norwegian),
    _form("personnummer|person[ _-]?n|pnr|samordning", "(?:19|20)?[0-9]{10}", _swedish, _SWEDISH),
    _form("cpr", "[0-9]{10}", _danish),
    _form("hetu|henkil", "[0-9]{6}[A-FU-Y]?[0-9]{3}[0-9A-Y]", _finnish, "[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]"),
    _form("dni|nie|nif", "[0-9XYZ][0-9]{7}[A-Z]", _spanish),
    _form("codice", _CODICE, _italian, _CODICE),
    _form("pesel", "[0-9]{11}", _polish),
    _form("cpf", "[0-9]{11}", _brazilian, r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}"),
    _form("aadha", "[2-9][0-9]{11}", _indian),
    _form("ssn|social", "[0-9]{9}", _american),
    _form("bsn|burger", "[0-9]{9}", _dutch),
    _form("nir|insee|s[ée]cu|s[ée]curit", "[12][0-9]{4}[0-9AB][0-9]{9}", _french, _NIR),
    _form("steuer", "[1-9][0-9]{10}", _german),
    _form("rijks|national|nat", "[0-9]{11}", _belgian, r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}\.[0-9]{2}"),
    _form("ahv|avs", "756[0-9]{10}", _swiss, r"756\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}"),
    _form("rodn", "[0-9]{10}", _czech),
    _form("kimlik|tckn", "[1-9][0-9]{10}", _turkish),
    _form("nif|contribuinte", "[1-9][0-9]{8}", _portuguese),
    _form("身份证|身份證|resident", "[1-9][0-9]{16}[0-9X]", _chinese),
    # Employment and Social Development Canada: Luhn (ISO/IEC 7812-1); 0 and 8 are not issued
    _form("sin\\b|social[ _-]insurance", "[1-79][0-9]{8}", luhn_valid),
)  # fmt: skip
# examples of authorities and manuals
_PRINTED = frozenset(
    """
    078051120 219099999 123456789 987654321 9434765919 4505577104 12345678Z 00000000T X1234567L 12345678909 11144477735
    111222333 RSSMRA80A01H501U 131052308T 8112189876 121212121212 1212121212 200001012384 44051401359 7569217076985
    26954371827 86095742719 234123412346 999999990019
    """.split()
)


def is_national_id(label: str, number: str) -> bool:
    """Whether a number is valid for the identifier that its label names, or for one with its punctuation."""
    compact = re.sub(r"[^0-9A-Z]", "", number.upper())
    if compact in _PRINTED or len(set(compact)) <= 3 or "12345678" in compact:
        return False
    for form in _FORMS:
        named = form.label.search(label) or (form.alone and form.alone.match(number))
        if named and form.shape.match(compact) and form.verify(compact):
            return True
    return False
