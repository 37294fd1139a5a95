"""Dates, times, money and numbers as they are said at a counter."""

from collections.abc import Iterable
from datetime import date, time
from functools import lru_cache

from portal.kernel.calendar import lunar_day
from portal.kernel.digits import only_digits
from portal.kernel.language import Language

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
HOUR = 60
NOON = 12
EVENING = 18
FEN = 100


def gap(language: Language) -> str:
    """What stands between two sentences; a Chinese full stop brings its own room along."""
    return "" if language == "zh" else " "


@lru_cache(maxsize=4096)
def say_date(day: date, language: Language, *, weekday: bool = True, lunar: bool = False) -> str:
    """`2026年11月23日（星期一）农历十月十五`, `Monday, 23 November 2026`."""
    if language == "en":
        said = f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"
        said = f"{WEEKDAYS_EN[day.weekday()]}, {said}" if weekday else said
        return f"{said} ({lunar_day(day).text_en})" if lunar else said
    said = f"{day.year}年{day.month}月{day.day}日"
    said += f"（星期{WEEKDAYS_ZH[day.weekday()]}）" if weekday else ""
    return said + (lunar_day(day).text if lunar else "")


def say_day(day: date, language: Language) -> str:
    """`11月23日（星期一）`, `Monday, 23 November`: where the year is plain."""
    if language == "en":
        return f"{WEEKDAYS_EN[day.weekday()]}, {day.day} {MONTHS_EN[day.month - 1]}"
    return f"{day.month}月{day.day}日（星期{WEEKDAYS_ZH[day.weekday()]}）"


def say_month(day: date, language: Language) -> str:
    """`2026年11月`, `November 2026`."""
    return f"{MONTHS_EN[day.month - 1]} {day.year}" if language == "en" else f"{day.year}年{day.month}月"


def say_time(at: "time", language: Language) -> str:
    """`上午9:00`, `中午12:00`, `晚上7:00`, `9:00 am`; takes anything with hour and minute."""
    hour = at.hour % NOON or NOON
    if language == "en":
        return f"{hour}:{at.minute:02} {'am' if at.hour < NOON else 'pm'}"
    part = "上午" if at.hour < NOON else "中午" if at.hour == NOON else "下午" if at.hour < EVENING else "晚上"
    return f"{part}{hour}:{at.minute:02}"


def say_money(fen: int, language: Language) -> str:
    """`免费`, `150元`, `12.50元`; `free`, `150 yuan`."""
    if fen == 0:
        return "免费" if language == "zh" else "free"
    amount = str(fen // FEN) if fen % FEN == 0 else f"{fen // FEN}.{fen % FEN:02}"
    return f"{amount}元" if language == "zh" else f"{amount} yuan"


def say_weekdays(days: Iterable[int], language: Language) -> str:
    """`每周二、周四` for [2, 4], `every Tuesday and Thursday`."""
    numbers = sorted(days)
    if language == "zh":
        return "每" + "、".join(f"周{WEEKDAYS_ZH[number - 1]}" for number in numbers)
    return "every " + " and ".join(WEEKDAYS_EN[number - 1] for number in numbers)


def say_minutes(minutes: int, language: Language) -> str:
    """`1小时30分钟`, `90 minutes`."""
    if language == "en":
        return f"{minutes} minutes"
    hours, rest = divmod(minutes, HOUR)
    return (f"{hours}小时" if hours else "") + (f"{rest}分钟" if rest or not hours else "")


def say_phone(number: str) -> str:
    """`154 0000 0001`, `023-0000 0001`; short numbers as they are."""
    digits = only_digits(number)
    if digits.startswith("023") and len(digits) == 11:  # noqa: PLR2004  # area code and eight digits
        return f"{digits[:3]}-{digits[3:7]} {digits[7:]}"
    if digits.startswith("1") and len(digits) == 11:  # noqa: PLR2004  # a mobile
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    return number
