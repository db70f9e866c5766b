"""Numbers as the press writes them, with what they count: one way to write each, so that they can be compared. Pure.

"6 million", "6,000,000" and "six million" are one value; "20 km" and "20 miles" are one value of two units. Dates are
not read here (`rag.text.days`): take them out first where their digits must not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_CARDINALS = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
} | {
    word: value
    for value, word in zip(
        range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True
    )
}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
        fifteenth sixteenth seventeenth eighteenth nineteenth twentieth""".split(),
        start=1,
    )
}
NUMBER_WORDS = frozenset(_CARDINALS)

_MAGNITUDES = {
    "dozen": 12, "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "k": 10**3, "mn": 10**6, "bn": 10**9, "tn": 10**12,
}  # fmt: skip
_MONEY = {
    "dollar": "$ dollar dollars usd",
    "euro": "€ euro euros eur",
    "pound": "£ pound pounds gbp sterling",
    "yen": "¥ yen jpy",
    "yuan": "yuan renminbi cny rmb",
    "rupee": "₹ rupee rupees inr",
    "crown": "crown crowns krona kronor krone kroner koruna korunas sek nok dkk czk",
    "florin": "florin florins",
    "franc": "franc francs chf",
    "peso": "peso pesos",
    "rouble": "₽ rouble roubles ruble rubles",
    "lira": "₺ lira liras lire",
    "zloty": "zloty zlotys pln",
    "forint": "forint forints huf",
    "rand": "rand rands zar",
    "won": "₩ krw",  # "won" itself is more often a verb
    "real": "reais brl",
    "rial": "rial rials riyal riyals",
    "dinar": "dinar dinars",
    "dirham": "dirham dirhams",
    "shekel": "₪ shekel shekels",
    "baht": "฿ baht",
    "ringgit": "ringgit ringgits",
    "rupiah": "rupiah rupiahs",
    "hryvnia": "₴ hryvnia hryvnias",
    "naira": "₦ naira nairas",
    "shilling": "shilling shillings",
    "cent": "¢ cent cents",
}
CURRENCIES = frozenset(_MONEY)
"""The units of `Quantity` that are money."""
_BEFORE_A_NUMBER = {
    form: unit
    for unit, forms in _MONEY.items()
    for form in forms.split()
    if unit in ("dollar", "euro", "pound", "yen", "rupee") or len(form) <= 3  # "₩900", "CHF 20"
}
_UNITS = {
    form: unit
    for unit, forms in {
        "percent": "% percent pc pct",
        "percentage point": "percentage-point percentage-points",
        **_MONEY,
        "millimetre": "mm millimetre millimetres millimeter millimeters",
        "centimetre": "cm centimetre centimetres centimeter centimeters",
        "metre": "m metre metres meter meters",
        "kilometre": "km kilometre kilometres kilometer kilometers",
        "mile": "mile miles mi",
        "foot": "ft foot feet",
        "inch": "inch inches",
        "yard": "yard yards",
        "gram": "g gram grams gramme grammes",
        "kilogram": "kg kilo kilos kilogram kilograms",
        "tonne": "tonne tonnes",
        "ton": "ton tons",
        "ounce": "oz ounce ounces",
        "litre": "litre litres liter liters",
        "gallon": "gallon gallons",
        "barrel": "barrel barrels",
        "hectare": "ha hectare hectares",
        "acre": "acre acres",
        "knot": "knot knots",
        "mph": "mph",
        "km/h": "km/h kmh kph",
        "degree": "° degree degrees",
        "celsius": "°c celsius",
        "fahrenheit": "°f fahrenheit",
        "kilowatt": "kw kilowatt kilowatts",
        "megawatt": "mw megawatt megawatts",
        "gigawatt": "gw gigawatt gigawatts",
        "megabyte": "mb megabyte megabytes",
        "gigabyte": "gb gigabyte gigabytes",
        "terabyte": "tb terabyte terabytes",
        "second": "second seconds",
        "minute": "minute minutes",
        "hour": "hour hours",
        "day": "day days",
        "week": "week weeks",
        "month": "month months",
        "year": "year years",
        "decade": "decade decades",
        "century": "century centuries",
        "a.m.": "am a.m. a.m",
        "p.m.": "pm p.m. p.m",
    }.items()
    for form in forms.split()
}
_TOKEN = re.compile(
    r"""(?:US|A|C|NZ|HK)?\$(?:US(?=\d))? | [^\W\d_]+-?\d[\w-]* | \d+(?::\d\d)(?!\d) | \d+(?:[.,]\d+)*
        | [€£¥₹¢%] | °\s?[CF]?\b
        | [ap]\.m\.? | km/h | [^\W\d_]+(?:['’][^\W\d_]+)* | \S""",
    re.VERBOSE | re.IGNORECASE,
)
# Between a number and what it counts: "6,000 flight hours" counts hours, too, but what stands next is compared.
_NO_NOUN = frozenset(
    """a about according after all an and are as at be before but by do each ever every for from had has have he her his
    if in into is it its more now of off on one or other out over per she since so than that the their then there they
    this times to until up was were when where which while who will with would""".split()
)


COUNTING_WORDS = frozenset((*_CARDINALS, *_ORDINALS, *_MAGNITUDES, "cent", "old", *_UNITS))
"""Words that say how many or how much, and of which unit: what `quantities` reads."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text.

    Attributes:
        value: The number, in no unit: "6 million" is 6000000. A time of day is hours and hundredths: "2:15" is 2.15.
        unit: The unit by one name ("kilometre"), or "" where none of the known ones stands at the number.
        noun: The word after the number when it is no unit, lower case: what is counted, or a word on the way there.
        written: As it stands in the text, without its unit.
        ordinal: "third" and "3rd", not "three".
        loose: "a year" for "one year": it holds another text's 1, but asks for nothing itself.
    """

    value: Decimal
    unit: str
    noun: str
    written: str
    ordinal: bool = False
    loose: bool = False


@lru_cache(maxsize=256)  # the same few quotes are held against every sentence of an answer
def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the numbers of a text in order.

    "one" counts only before a unit or a magnitude: elsewhere it is a pronoun more often than a number. "half" and
    "quarter" are left out.
    """
    tokens = [(match.group().lower(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    return tuple(_read(tokens, text))


_RESULT = re.compile(
    r"\b([\w,.]{1,40})(?:\s+(?!to\b)[a-z]+)?(?:\s+(?:to|against)\s+|(?<=\w)\s?[-–]\s?)([\w,]+(?:\.\d+)?)", re.IGNORECASE
)


def results(text: str) -> list[tuple[Decimal, Decimal]]:
    """Return the pairs of numbers that tell how something ended: "nine votes to four", "30 to 20", "2-1"."""
    found = []
    for match in _RESULT.finditer(text):
        one, other = quantities(match.group(1)), quantities(match.group(2))
        if len(one) == len(other) == 1:
            found.append((one[0].value, other[0].value))
    return found


def _read(tokens: list[tuple[str, int, int]], text: str) -> Iterator[Quantity]:
    words = [token for token, _, _ in tokens]
    i = 0
    while i < len(words):
        found = _number(words, i)
        if found is None:
            i += 1
            continue
        value, end, ordinal = found
        unit, after = _unit(words, end)
        sign = words[i - 1] if i else ""
        before = _BEFORE_A_NUMBER.get(sign, _BEFORE_A_NUMBER.get(sign.strip("usacnzhk"), ""))
        if not unit and before:
            unit = before
            if end < len(words) and words[end] == "m":  # "$6m" has no metres
                value, after = value * 10**6, end + 1
        elif unit == "metre" and before:
            unit, value = before, value * 10**6
        written = text[tokens[i][1] : tokens[end - 1][2]]
        loose = words[i] in ("a", "an") or (words[i] == "one" and not unit and end == i + 1)
        if not loose or unit or end > i + 1:
            noun = words[after] if after < len(words) and not unit and words[after][0].isalpha() else ""
            yield Quantity(value, unit, "" if noun in _NO_NOUN else noun, written, ordinal, loose and end == i + 1)
        i = max(end, i + 1)


def _number(words: list[str], i: int) -> tuple[Decimal, int, bool] | None:  # noqa: PLR0911  # one for each notation
    """Return the number that begins at word `i`, where it ends, and whether it is an ordinal; None: none begins."""
    first = words[i]
    if first[0].isdecimal():
        if ":" in first:
            return Decimal(first.replace(":", ".")), i + 1, False
        value, end = _plain(first), i + 1
        if end < len(words) and words[end] in ("st", "nd", "rd", "th"):
            return value, end + 1, True
        return *_scaled(value, words, end), False
    if first in _ORDINALS:
        return Decimal(_ORDINALS[first]), i + 1, True
    if first == "half" and words[i + 1 : i + 2] == ["a"] and words[i + 2 : i + 3] and words[i + 2] in _MAGNITUDES:
        return Decimal(_MAGNITUDES[words[i + 2]]) / 2, i + 3, False
    if first in ("a", "an"):
        following = words[i + 1] if i + 1 < len(words) else ""
        if following in ("dozen", "hundred", "thousand", "million", "billion", "trillion"):
            return *_scaled(Decimal(1), words, i + 1), False
        return (Decimal(1), i + 1, False) if following in _UNITS else None
    return _spelled(words, i) if first in _CARDINALS else None


def _spelled(words: list[str], i: int) -> tuple[Decimal, int, bool]:
    """Read "twenty-five", "two hundred and ten", "twelve thousand"; an ordinal may end it: "twenty-first"."""
    total = group = 0
    end = i
    ordinal = False
    while end < len(words):
        at = end + (words[end] == "-" or (words[end] == "and" and end > i and words[end - 1] == "hundred"))
        word = words[at] if at < len(words) else ""
        if word in _CARDINALS and (end == i or _may_follow(group, _CARDINALS[word])):
            group += _CARDINALS[word]
        elif word in _ORDINALS and group % 100 >= 20 and _ORDINALS[word] < 10 and not group % 10:
            group, ordinal = group + _ORDINALS[word], True
        elif word == "hundred":
            group = max(group, 1) * 100
        elif word in ("thousand", "million", "billion", "trillion", "dozen"):
            total, group = total + max(group, 1) * _MAGNITUDES[word], 0
        else:
            break
        end = at + 1
        if ordinal:
            break
    return Decimal(total + group), end, ordinal


def _may_follow(group: int, value: int) -> bool:
    """Whether a number word goes on from what was read: 5 after 20, 20 after 100; not 4 after 9 ("nine, four")."""
    return (group % 100 == 0 and value < 100) or (group % 100 >= 20 and not group % 10 and 0 < value < 10)


def _scaled(value: Decimal, words: list[str], end: int) -> tuple[Decimal, int]:
    while end < len(words):
        at = end + (words[end] == "-" and end + 1 < len(words))
        if words[at] not in _MAGNITUDES:
            break
        value, end = value * _MAGNITUDES[words[at]], at + 1
    return value, end


def _plain(number: str) -> Decimal:
    """Return what digits stand for: commas group thousands, and so do points when there are several; else decimals."""
    parts = re.split(r"[.,]", number)
    if len(parts) == 1:
        return Decimal(number)
    if number.count(",") == 1 and "." not in number and len(parts[1]) != 3:
        return Decimal(number.replace(",", "."))
    number = number.replace(",", "")
    return Decimal(number.replace(".", "") if number.count(".") > 1 else number)


def _unit(words: list[str], i: int) -> tuple[str, int]:  # noqa: PLR0911  # one for each notation
    """Return the unit that begins at word `i`, or after a hyphen there, and where it ends; "" when none does."""
    if i < len(words) and words[i] in ("-", "–"):
        i += 1
    if i >= len(words):
        return "", i
    pair = " ".join(words[i : i + 2])
    if pair == "per cent":
        return "percent", i + 2
    if pair in ("percentage point", "percentage points"):
        return "percentage point", i + 2
    if words[i] in ("square", "cubic", "nautical") and i + 1 < len(words) and words[i + 1] in _UNITS:
        return f"{words[i]} {_UNITS[words[i + 1]]}", i + 2
    if words[i] == "s":
        return "decade", i + 1
    token = words[i].replace(" ", "").strip("usacnzhk") if "$" in words[i] else words[i].replace(" ", "")
    if token not in _UNITS or (token in ("g", "ha", "mi") and i + 1 < len(words) and words[i + 1] == "."):
        return "", i
    unit, i = _UNITS[token], i + 1
    if unit == "degree" and i < len(words) and _UNITS.get(words[i]) in ("celsius", "fahrenheit"):
        unit, i = _UNITS[words[i]], i + 1
    rest = [word for word in words[i : i + 2] if word != "-"]
    if unit == "year" and rest[:1] == ["old"]:
        return "year old", i
    if unit in ("kilometre", "mile") and words[i : i + 2] in (["an", "hour"], ["per", "hour"]):
        return ("km/h" if unit == "kilometre" else "mph"), i + 2
    return unit, i
