"""Chinese as it is said aloud: numbers, dates, times and telephone numbers without a figure left."""

import re

FIGURES = "零一二三四五六七八九"
# On the telephone and over the loudspeaker one is said yao, so that nobody hears seven.
ON_THE_PHONE = str.maketrans("0123456789", "零幺二三四五六七八九")
YEAR_FIGURES = str.maketrans("0123456789", FIGURES)
UNITS = ("", "十", "百", "千")
WAN, YI = 10_000, 100_000_000
TEN, TWENTY = 10, 20
HALF = 30
TWO = 2
# 110, 12345, 95588, 96110 and their like; what has a unit behind it is a number after all.
SHORT_LINE = r"1(?:1[09]|2[02])|12\d{3}|9[56]\d{3}"

_YEAR = re.compile(r"(\d{4})(?=年)")
_TIME = re.compile(r"(\d{1,2})[:：](\d{2})")
_MONEY = re.compile(r"(\d+)\.(\d{1,2})")
_PHONE = re.compile(r"0\d{2,3}[- ]?\d{4} ?\d{4}|1\d{2} ?\d{4} ?\d{4}")
_LINE = re.compile(rf"(?<!\d)(?:{SHORT_LINE})(?!\d|[元人分岁米次天步个.%])")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_NUMBER = re.compile(r"\d+")
# Two of something that is counted is 两; in a date, on a floor and in 第2 it stays 二.
_TWO_OF = re.compile(
    r"(?<![\d.第])2(?=[个天次人位间节样只双条台张岁步米里元周种件把辆套名队组轮首场户块斤遍趟]|公[里斤分]|小时|分钟|星期)"
)
# Characters a second of a calm speaker; pauses at commas and full stops are within it.
PER_SECOND = 4


def in_words(number: int) -> str:
    """`二百零五` for 205; up to 9999亿."""
    if number >= YI:
        return _joined(number, YI, "亿")
    if number >= WAN:
        return _joined(number, WAN, "万")
    if number < TEN:
        return FIGURES[number]
    said, gap = "", False
    for power in (3, 2, 1, 0):
        figure = number // 10**power % 10
        if figure:
            said += ("零" if gap and said else "") + FIGURES[figure] + UNITS[power]
            gap = False
        else:
            gap = True
    return said.removeprefix("一") if TEN <= number < TWENTY else said


def clock(hour: int, minute: int) -> str:
    """`八点半`, `九点零五分`, `两点`."""
    said = "两点" if hour == TWO else f"{in_words(hour)}点"
    if minute == 0:
        return said
    if minute == HALF:
        return f"{said}半"
    return f"{said}{'零' if minute < TEN else ''}{in_words(minute)}分"


def phone(number: str) -> str:
    """Figure by figure, with a breath where the number has a gap."""
    return re.sub(r"[- ]", "，", number).translate(ON_THE_PHONE)


def aloud(text: str) -> str:
    """The whole text as a speaker says it."""
    said = _YEAR.sub(lambda found: found[1].translate(YEAR_FIGURES), text)
    said = _TIME.sub(lambda found: clock(int(found[1]), int(found[2])), said)
    said = _PHONE.sub(lambda found: phone(found[0]), said)
    said = _LINE.sub(lambda found: found[0].translate(ON_THE_PHONE), said)
    said = _PERCENT.sub(lambda found: f"百分之{_decimal(found[1])}", said)
    said = _MONEY.sub(lambda found: _decimal(found[0]), said)
    return _NUMBER.sub(lambda found: _plain(found[0]), _TWO_OF.sub("两", said))


def seconds(text: str) -> int:
    """How long it takes to say it."""
    return -(-sum(not one.isspace() for one in text) // PER_SECOND)


def _plain(figures: str) -> str:
    number = int(figures)
    is_code = len(figures) > 1 and figures.startswith("0")
    return figures.translate(YEAR_FIGURES) if is_code or number >= WAN * YI else in_words(number)


def _decimal(text: str) -> str:
    whole, _, rest = text.partition(".")
    return in_words(int(whole)) + (f"点{rest.translate(YEAR_FIGURES)}" if rest else "")


def _joined(number: int, unit: int, name: str) -> str:
    high, low = divmod(number, unit)
    if not low:
        return in_words(high) + name
    return in_words(high) + name + ("零" if low < unit // TEN else "") + in_words(low)
