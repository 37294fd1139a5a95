"""Dates, times, numbers and marks as elders say and write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from accessibility.language import reading
from accessibility.language.remark import Kind, Remark
from accessibility.language.words import WordList
from accessibility.model import Severity, Words


@dataclass(frozen=True)
class Spelling:
    """A way of writing, with what to write instead."""

    rule: str
    pattern: re.Pattern[str]
    says: Words
    severity: Severity = Severity.WARN
    source: str = "practice"


NO_DIGIT = r"(?<![\dA-Za-z./-])"
SPELLINGS = (
    Spelling(
        "date-for-people",
        re.compile(NO_DIGIT + r"(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?![\d-])"),
        Words("日期请写成“2026年11月23日”。", "Write the date as people say it: 2026年11月23日."),
        Severity.ERROR,
    ),
    Spelling(
        "time-for-people",
        re.compile(
            r"(?<![\d:：—–~至到-])(?<!上午)(?<!下午)(?<!晚上)(?<!早上)(?<!中午)(?<!凌晨)(?:1[3-9]|2[0-3])[:：][0-5]\d(?!\d)"
        ),
        Words("时间请写成“下午2:30”，不写“14:30”。", "Write the time as people say it: 下午2:30, not 14:30."),
    ),
    Spelling(
        "big-number",
        re.compile(NO_DIGIT + r"[1-9]\d*0000(?=元|人|张|个|名|户|块)"),
        Words("整万的数请写成“1万元”。", "Write whole ten thousands as 1万元."),
    ),
    Spelling(
        "money-for-people",
        re.compile(r"[¥￥]\s?\d|\d\s?(?:RMB|CNY)"),
        Words("钱请写成“30元”，不写“¥30”。", "Write money as 30元, not ¥30."),
    ),
    Spelling(
        "phone-grouped",
        re.compile(NO_DIGIT + r"(?:0\d{2,3}[-–]?\d{7,8}|1[3-9]\d{9}|400\d{7})(?!\d)"),
        Words(
            "电话号码请分开写：“023-5800 0000”，“138 0000 0000”。",
            "Write telephone numbers in groups: 023-5800 0000, 138 0000 0000.",
        ),
    ),
    Spelling(
        "half-width-mark",
        re.compile(r"(?<=[\u4e00-\u9fff])[,;:?!](?![A-Za-z0-9_/])"),
        Words("中文里用中文标点：，。：；？！", "Chinese text carries Chinese marks: ，。：；？！"),
        source="CLREQ",
    ),
    Spelling(
        "exclamation",
        re.compile(r"[!！]{2,}|[?？]{2,}"),
        Words("标点用一个就够了。", "One mark is enough."),
        source="practice",
    ),
)


def spellings(text: str, kind: Kind, words: WordList) -> Iterator[Remark]:
    del kind
    if words.language != "zh" or not reading.is_chinese(text):
        return
    for spelling in SPELLINGS:
        for found in spelling.pattern.finditer(text):
            yield Remark(
                spelling.rule,
                spelling.severity,
                found.start(),
                found.end(),
                found.group(),
                spelling.says,
                (),
                spelling.source,
            )


CHECKS = (spellings,)
