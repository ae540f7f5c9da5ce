"""Filters for numbers of people and accounts. They decide whether a number can be real."""

from __future__ import annotations

import re

from privacy_gate.checkers.protocol import Filter, covered_span
from privacy_gate.model import Document


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Numbers that payment services print in their documentation for tests.
_TEST_CARDS = _words(
    """
    2222400070000005 2223000048400011 2223003122003222 30000000000004 3056930009020004 30569309025904
    340000000000009 3528000700000000 3530111333300000 3566002020360505 36227206271667 36700102000000
    370000000000002 371449635398431 374245455400126 378282246310005 378734493671000 38520000023237
    4000000000000002 4000000000000069 4000000000000077 4000000000000119 4000000000000127 4000000000000341
    4000000000003220 4000000000009995 4000002500003155 4000056655665556 4009348888881881 4012000033330026
    4012000077777777 4012888888881881 4111111111111111 4242424242424242 4444333322221111 4485275742308327
    4532015112830366 4539148803436467 4539578763621486 4556737586899855 4716461583322103 4917610000000000
    5105105105105100 5200828282828210 5424000000000015 5425233430109903 5431111111111111 5454545454545454
    5500000000000004 5555555555554444 5610591081018250 6011000000000004 6011000400000000 6011000990139424
    6011111111111117 6011601160116611 6011981111111113 6200000000000005 6304000000000000 6759649826438453
    """
)
# Prefix of the issuer, and the lengths of its numbers (ISO/IEC 7812).
_ISSUERS = (
    (re.compile(r"4"), (16, 19)),
    (re.compile(r"5[1-5]|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"6(?:011|4[4-9]|5)"), (16,)),
    (re.compile(r"3(?:0[0-5]|[68])"), (14,)),
    (re.compile(r"35(?:2[89]|[3-8])"), (16,)),
)
# Countries by the length of their numbers, from the IBAN registry (SWIFT).
_IBAN_COUNTRIES = {
    15: _words("NO"),
    16: _words("BE"),
    18: _words("DK FI FO GL NL"),
    19: _words("MK SI"),
    20: _words("AT BA EE KZ LT LU XK"),
    21: _words("CH CY HR LI LV"),
    22: _words("BG BH CR DE GB GE IE ME RS VA"),
    23: _words("AE GI IL IQ"),
    24: _words("AD CZ ES MD PK RO SA SE SK TN VG"),
    25: _words("PT"),
    26: _words("IS TR"),
    27: _words("FR GR IT MC MR SM"),
    28: _words("AL AZ BY DO GT HU LB PL"),
    29: _words("BR EG PS QA UA"),
    30: _words("JO KW MU"),
    31: _words("MT SC"),
    32: _words("LC"),
}
# Account numbers of the registry's own examples and of well-known documentation.
_EXAMPLE_IBANS = _words(
    """
    AE070331234567890123456 AT483200000012345864 AT611904300234573201 BE68539007547034 BE71096123456769
    CH5604835012345678009 CH9300762011623852957 CZ6508000000192000145399 DE02120300000000202051
    DE12500105170648489890 DE27100777770209299700 DE68210501700012345678 DE75512108001245126199
    DE89370400440532013000 DE91100000000123456789 DK5000400440116243 ES7921000813610123456789
    ES9121000418450200051332 FI2112345600000785 FR1420041010050500013M02606 FR7630001007941234567890185
    FR7630006000011234567890189 GB29NWBK60161331926819 GB33BUKB20201555555555 GB82WEST12345698765432
    GB94BARC10201530093459 GR1601101250000000012300695 HU42117730161111101800000000 IE29AIBK93115212345678
    IE64IRCE92050112345678 IT60X0542811101000000123456 LU120010001234567891 LU280019400644750000
    NL02ABNA0123456789 NL91ABNA0417164300 NO8330001234567 NO9386011117947 PL10105000997603123456789123
    PL61109010140000071219812874 PT50000201231234567890154 SA0380000000608010167519 SE4550000000058398257466
    SK3112000000198742637541 TR330006100519786457841326
    """
)
# Reserved for fiction: North America 555, and ranges of Ofcom, ARCEP, Bundesnetzagentur, ACMA and others.
_FICTION = re.compile(
    r"1?(?:\d{3})?555\d{4}|1?555\d{7}"
    r"|(?:44|0)0?(?:7700900\d{3}|(?:20|28)?7946\d{3,4}|20\d{0,2}7946\d{4}|1\d{2}4960\d{3}|1632960\d{3}|808157\d{4})"
    r"|(?:33|0)0?(?:[1-5]99\d{6}|63998\d{4}|26191\d{4}|35301\d{4}|46571\d{4}|53649\d{4})"
    r"|(?:49|0)0?(?:3023125\d{2,3}|6990009\d{2,3}|4066969\d{2,3}|2214710\d{3}|8999998\d{2,3}|171392\d{5}|172992\d{5})"
    r"|(?:61|0)0?(?:491570\d{3}|[2378](?:5550|7010)\d{4})|(?:353|0)0?20910\d{3,4}|(?:46|0)0?(?:8465004\d{2}|7017406\d{2})"
)
_DATE = re.compile(r"\+?(?:(?:19|20)\d{2}[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d))")
_CARD_WORD = re.compile(r"(?i)card|\bpan\b|visa|amex|karte|carte|tarjeta|payment|カード|卡")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}$")


def _compact(match: re.Match[str]) -> str:
    """Return the matched text without the spaces and punctuation between the digits."""
    start, end = covered_span(match)
    return re.sub(r"[^0-9A-Za-z]", "", match.string[start:end])


def luhn_valid(digits: str) -> bool:
    """Whether the check digit of ISO/IEC 7812 is right: from the right, each second digit is doubled."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        total += digit if place % 2 == 0 else digit * 2 - 9 * (digit > 4)
    return total % 10 == 0


def card(match: re.Match[str], document: Document) -> bool:
    """Whether a card number can have been issued, and is in no documentation."""
    digits = _compact(match)
    if not any(prefix.match(digits) and len(digits) in lengths for prefix, lengths in _ISSUERS):
        return False
    # invented numbers have repetitions, as 4000 0000 0000 0000
    if not luhn_valid(digits) or digits in _TEST_CARDS or len(set(digits)) <= 4 or digits.endswith("000"):
        return False
    return _written_as_card(match, document)


def _written_as_card(match: re.Match[str], document: Document) -> bool:
    """Whether a number is grouped, quoted, or near a word for cards.

    One in ten long numbers has a valid check digit by chance.
    """
    start, end = covered_span(match)
    text = document.text
    grouped = not text[start:end].isdigit()
    quoted = text[start - 1 : start] in ('"', "'", "`") and text[end : end + 1] == text[start - 1 : start]
    return grouped or quoted or bool(_CARD_WORD.search(text, max(0, start - 200), end + 40))


def iban(match: re.Match[str], _document: Document) -> bool:
    """Whether an account number has the length and the remainder that its country requires (ISO 13616).

    Numbers in documentation do not count.
    """
    number = _compact(match)
    if number[:2] not in _IBAN_COUNTRIES.get(len(number), ()) or number in _EXAMPLE_IBANS:
        return False
    return int("".join(str(int(character, 36)) for character in number[4:] + number[:4])) % 97 == 1


def phone(match: re.Match[str], document: Document) -> bool:
    """Whether a match can be a telephone number: 8 to 15 digits, not reserved for fiction, no date, no address."""
    start, end = covered_span(match)
    text, digits = document.text[start:end], _compact(match)
    if not 8 <= len(digits) <= 15 or _FICTION.fullmatch(digits) or _DATE.match(text) or _ADDRESS.match(text):
        return False
    return not _is_placeholder(digits) and not _in_diff(document, start)


def _is_placeholder(digits: str) -> bool:
    """Whether the digits are a typed placeholder: 1234567, 000 0000, 999 9999."""
    return len(set(digits)) <= 3 or any(
        run in digits for run in ("123456", "234567", "654321", "00000", "99999", "11111")
    )


def _in_diff(document: Document, start: int) -> bool:
    """Whether a + before a number marks an added line of a patch: it begins its line, as in other lines nearby."""
    line = document.line_at(start)
    begin, _ = document.line_span(line)
    around = (line - 1, line + 1)
    near = [document.line_span(n)[0] for n in around if 1 <= n <= len(document.line_starts)]
    return begin == start and any(document.text[at : at + 1] in ("+", "-", "@") for at in near)


FILTERS: dict[str, Filter] = {"card-number": card, "iban": iban, "phone-number": phone}
