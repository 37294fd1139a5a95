"""Years of birth, names and phones as elders write them are understood."""

import pytest

from portal.kernel.birth import birth_year
from portal.kernel.names import normalise_name
from portal.kernel.phone import normalise
from portal.signing_up.forms import member_of

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("1948", 1948),
        ("１９４８年", 1948),
        ("一九四八年", 1948),
        ("一九四〇年", 1940),
        ("19480312", 1948),
        ("1948年3月12日", 1948),
        ("民国三十七年", 1948),
        ("一九四八年农历三月初五", 1948),
        # The twelfth month of the lunar year lies in the next year of the calendar that ages are counted by.
        ("一九四八年腊月初八", 1949),
        ("农历1948年腊月廿三", 1949),
        ("一九四八年冬月初一", 1948),
        ("一九四八年正月初一", 1948),
        ("四八年", None),
        ("1875", None),
        ("2030", None),
        ("属鼠", None),
        ("", None),
    ],
)
def test_a_year_is_understood_in_digits_in_words_and_as_a_lunar_birthday(typed: str, year: int | None) -> None:
    assert birth_year(typed, this_year=2026) == year


def test_a_name_with_a_dot_is_one_name_however_the_dot_is_typed() -> None:
    spelt = {normalise_name(f"样例阿依{dot}古丽") for dot in "·•・‧●∙"}

    assert spelt == {"样例阿依·古丽"}


@pytest.mark.parametrize("typed", ["154 0000 0001", "１５４０００００００１", "+86 154-0000-0001", "154－0000－0001"])
def test_a_phone_is_one_phone_in_any_spelling(typed: str) -> None:
    assert normalise(typed) == "15400000001"


def test_a_line_of_a_team_is_read_with_full_width_digits_and_a_year_in_words() -> None:
    assert member_of("样例队员乙　１９５５年", this_year=2026) == ("样例队员乙", 1955)
    assert member_of("样例阿依·丁，一九六〇年", this_year=2026) == ("样例阿依·丁", 1960)
    assert member_of("样例队员丙", this_year=2026) is None
