"""Years of birth as people write them: in digits, in Chinese numerals, or as a day of the lunar calendar in words."""

import re

from lunar_python import Lunar

from portal.kernel.digits import to_ascii

NUMERALS = str.maketrans("〇零○一二三四五六七八九两", "0001234567892")
MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
OTHER_MONTHS = {"一": 1, "十一": 11, "十二": 12}
DAYS_BEFORE_TEN = "一二三四五六七八九十"
LUNAR_DAY = re.compile(
    "(十[一二]|[正一二三四五六七八九十冬腊])月"
    "(三十|[廿二]十?[一二三四五六七八九]?|十[一二三四五六七八九]|初?[一二三四五六七八九十])?"
)
REPUBLIC = 1911
LONGEST_LIFE = 120


def birth_year(text: str, *, this_year: int) -> int | None:
    """`1948`, `１９４８年`, `一九四八年`, `民国三十七年`, `一九四八年腊月二十`; None where no year is in it.

    A lunar day near the end of its year lies in the next year of the common calendar.
    """
    plain = to_ascii(text).replace(" ", "")
    digits = plain.translate(NUMERALS)
    found = re.search(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)", digits) or re.match(r"(1[89]\d\d|20\d\d)\d{4}$", digits)
    year = int(found[1]) if found else _of_the_republic(plain)
    if year is None:
        return None
    year = _solar_year(year, plain)
    return year if this_year - LONGEST_LIFE <= year <= this_year else None


def _of_the_republic(text: str) -> int | None:
    found = re.search(r"民国([一二三四五六七八九十\d]+)年?", text)
    if found is None:
        return None
    return REPUBLIC + (int(found[1]) if found[1].isdigit() else _counted(found[1]))


def _counted(numeral: str) -> int:
    """`三十七` as 37."""
    tens, ten, ones = numeral.partition("十")
    value = {name: number for number, name in enumerate("一二三四五六七八九", start=1)}
    if not ten:
        return value.get(numeral, 0)
    return 10 * value.get(tens, 1) + value.get(ones, 0)


def _solar_year(year: int, text: str) -> int:
    found = LUNAR_DAY.search(text)
    named = any(word in text for word in ("农历", "阴历", "旧历", "初"))
    if found is None or not (named or found[1] in "正冬腊"):
        return year
    month = OTHER_MONTHS.get(found[1]) or MONTHS.index(found[1]) + 1
    day = _day(found[2] or "初一")
    try:
        solar = Lunar.fromYmd(year, month, day).getSolar()
    except Exception:  # noqa: BLE001  # the library has no other word for a day that does not exist
        return year
    solar_year: int = solar.getYear()
    return solar_year


def _day(text: str) -> int:
    text = text.removeprefix("初").replace("廿", "二十").replace("二十十", "二十")
    return max(1, _counted(text))
