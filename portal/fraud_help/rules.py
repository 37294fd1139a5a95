"""Holding a pasted text against what is known, as pure functions; none of them ever says that something is safe."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.kernel.digits import only_digits, to_ascii
from portal.kernel.reference import CODE_ALPHABET, CODE_LENGTH, normalise_reference

MOST_CHARACTERS = 2000
CHECK_CODE_LENGTH = 6
PHONE = re.compile(r"(?<!\d)\+?\d(?:[\d\s\-]{3,16})\d(?!\d)")
HOST = re.compile(
    r"(?:https?://)?((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})(?::\d+)?(?:/[^\s，。]*)?", re.IGNORECASE
)
MARKED = re.compile(r"(?:查验码|check\s*code)\s*[:：]?\s*([0-9a-z]{5,6})(?![0-9a-z])", re.IGNORECASE)
# How the code is called at the end of a message: copied with its name, it is still the code alone.
NAME_OF_CODE = re.compile(r"^(?:查验码|checkcode)[:：]?", re.IGNORECASE)
# Bank cards and identity cards: nobody needs them to see through a trick.
LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ \-]?\d){13,18}[xX]?(?!\d)")
HIDDEN = "［号码已隐去］"
LONGEST_CODE_ALONE = 12


@dataclass(frozen=True)
class Found:
    """What was found in a text: its kind, the piece itself, and what it is a sign of."""

    kind: str
    piece: str
    key: str


def squeezed(text: str) -> str:
    """Without the spaces and signs that are put between characters so that nobody finds the words."""
    return re.sub(r"[\s·.,，。!！?？、:：;；\"“”'‘’()（）【】\-_*]+", "", to_ascii(text).casefold())


def phones_in(text: str) -> list[str]:
    """Every number in it that could be called, as digits."""
    found = [only_digits(match) for match in PHONE.findall(to_ascii(text))]
    return list(dict.fromkeys(number.removeprefix("86") if len(number) > 11 else number for number in found))  # noqa: PLR2004


def hosts_in(text: str) -> list[str]:
    return list(dict.fromkeys(match.casefold() for match in HOST.findall(to_ascii(text))))


def belongs_to(host: str, known: str) -> bool:
    return host == known or host.endswith(f".{known}")


def signs_in(text: str, signs: Mapping[str, Sequence[str]]) -> list[Found]:
    """Each sign at most once, with the words that gave it away."""
    plain = squeezed(text)
    found = []
    for key, words in signs.items():
        word = next((word for word in words if squeezed(word) in plain), None)
        if word is not None:
            found.append(Found("sign", word, key))
    return found


def codes_in(text: str) -> list[str]:
    """Check codes and short codes in a pasted text, or the code that was typed alone."""
    plain = to_ascii(text)
    marked = [match.upper() for match in MARKED.findall(plain)]
    alone = _alone(text)
    if len(alone) <= LONGEST_CODE_ALONE:
        marked.append(alone)
    fits = (CODE_LENGTH, CHECK_CODE_LENGTH)
    return [
        code
        for code in dict.fromkeys(marked)
        if len(code) in fits and all(character in CODE_ALPHABET for character in code)
    ]


def without_our_address(text: str, public_url: str) -> str:
    """The code or the number alone, where somebody typed or scanned the whole address that stands on our paper.

    Only our own address: the same code behind another one is a forgery.
    """
    plain, ours = "".join(to_ascii(text).split()).upper(), public_url.rstrip("/").upper()
    for head in (ours, ours.partition("://")[2]):
        for kind in ("/Q/", "/F/"):
            if plain.startswith(head + kind):
                return plain.removeprefix(head + kind)
    return text


def serial_in(text: str) -> str | None:
    """The number of a paper form, typed alone."""
    plain = to_ascii(text)
    return normalise_reference(plain) if plain.replace("-", "").replace(" ", "").strip().isdigit() else None


def is_code_alone(text: str) -> bool:
    return len(_alone(text)) in {CODE_LENGTH, CHECK_CODE_LENGTH}


def _alone(text: str) -> str:
    return NAME_OF_CODE.sub("", "".join(to_ascii(text).split()).rstrip(".。")).upper()


def same_words(pasted: str, sent: str) -> bool:
    """Whether the pasted text is what was sent, and nothing more."""
    return squeezed(pasted) == squeezed(sent)


def without_long_numbers(text: str) -> str:
    """Cards and identity numbers are blanked before anything is kept."""
    return LONG_NUMBER.sub(HIDDEN, to_ascii(text) if LONG_NUMBER.search(to_ascii(text)) else text)
