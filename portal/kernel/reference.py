"""Numbers and codes that people read over the phone and copy from paper."""

from collections.abc import Callable

from portal.kernel.digits import only_digits, to_ascii

REFERENCE_DIGITS = 9
RESUME_DIGITS = 11
# Without 0 and O, 1, I and L, which look alike on paper.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 5
# Damm's quasigroup of order 10: one wrong digit and any two neighbours swapped are always found.
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def check_digit(digits: str) -> str:
    """The digit that makes the whole number true."""
    row = 0
    for digit in digits:
        row = int(_DAMM[row][int(digit)])
    return str(row)


def is_true(number: str) -> bool:
    """Whether the last digit fits the others."""
    return check_digit(number) == "0"


def new_reference(random_below: Callable[[int], int]) -> str:
    """Ten digits, the first never 0, the last a check digit; `random_below(n)` gives a number from 0 to n - 1."""
    return _number(random_below, REFERENCE_DIGITS)


def new_resume_code(random_below: Callable[[int], int]) -> str:
    """Twelve digits, the last a check digit."""
    return _number(random_below, RESUME_DIGITS)


def normalise_reference(text: str) -> str | None:
    """The ten digits of a reference typed with spaces, dashes or full-width digits; None where it cannot be one."""
    return _true_number(text, REFERENCE_DIGITS + 1)


def normalise_resume_code(text: str) -> str | None:
    return _true_number(text, RESUME_DIGITS + 1)


def group(number: str) -> str:
    """`123 456 7890` for a reference, `1234 5678 9012` for a resume code."""
    if len(number) == REFERENCE_DIGITS + 1:
        return f"{number[:3]} {number[3:6]} {number[6:]}"
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def new_code(random_below: Callable[[int], int], length: int = CODE_LENGTH) -> str:
    return "".join(CODE_ALPHABET[random_below(len(CODE_ALPHABET))] for _ in range(length))


def normalise_code(text: str) -> str | None:
    """A short code in either case, with or without spaces; None where a character cannot stand in one."""
    code = "".join(to_ascii(text).split()).upper()
    return code if len(code) == CODE_LENGTH and all(character in CODE_ALPHABET for character in code) else None


def _number(random_below: Callable[[int], int], length: int) -> str:
    smallest = 10 ** (length - 1)
    digits = str(smallest + random_below(9 * smallest))
    return digits + check_digit(digits)


def _true_number(text: str, length: int) -> str | None:
    digits = only_digits(text)
    return digits if len(digits) == length and is_true(digits) else None
