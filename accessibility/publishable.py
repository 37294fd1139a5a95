"""What must be true of a text before everyone may read it: pure rules over the document that a publication is."""

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accessibility.language import look_at
from accessibility.model import Severity, Words

Document = Mapping[str, Any]
PHONE = re.compile(
    r"(?<![\d.])(?:\+?86[- ]?)?"
    r"(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[-— ]?\d{3,4}[- ]?\d{4}|400[- ]?\d{3}[- ]?\d{4})(?!\d)"
)
SHORT_NUMBER = re.compile(r"(?:拨打|打|电话|热线|致电|call|phone|dial)[:： ]?(1\d{2,4}|9\d{4,5})(?!\d)", re.IGNORECASE)
ACCOUNT = re.compile(r"(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?!\d)")
ACCOUNT_WORDS = re.compile(r"(?:账号|帐号|卡号|开户行|收款码|户名)[:：]")
HEADING = re.compile(r"^(#{1,6})[ \t]*(.*)$", re.MULTILINE)
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]*)")
PICTURE_ADDRESS = re.compile(r"\(picture:[^)]*\)")
DAY_IN_TEXT = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
# Numbers that no telephone has, in samples only.
SAMPLE_PHONE = re.compile(r"023-?0000\d{4}")
TOP_LEVEL = 2
WORDS_OF_NOBODY = frozenset({"source"})


@dataclass(frozen=True)
class Fault:
    """One thing to mend or to think about, at one field of the document."""

    rule: str
    severity: Severity
    field: str
    says: Words
    text: str = ""
    instead: tuple[str, ...] = ()

    @property
    def must_be_mended(self) -> bool:
        return self.severity >= Severity.ERROR


def look_at_document(
    document: Document, *, expects: AbstractSet[str], today: date, now: datetime, phones: AbstractSet[str]
) -> list[Fault]:
    """All faults of a document, the ones that stop it first; `expects` names what its kind cannot do without.

    `phones` are the numbers that may be shown, as digits. Nothing is read from anywhere else.
    """
    faults = [
        *_missing(document, expects),
        *_dates(document, today=today, now=now),
        *_numbers(document, phones),
        *(fault for language in ("zh", "en") for fault in _markup(document, language)),
        *_words(document),
    ]
    return sorted(faults, key=lambda fault: -fault.severity)


def texts_of(document: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Every text with the field that it stands in and its language."""
    if isinstance(document, Mapping):
        if document.keys() == {"zh", "en"}:
            yield from ((path, language, text) for language, text in document.items() if text)
            return
        for name, value in document.items():
            if name not in WORDS_OF_NOBODY:
                yield from texts_of(value, f"{path}.{name}" if path else str(name))
    elif isinstance(document, list):
        for number, value in enumerate(document):
            yield from texts_of(value, f"{path}.{number}")


def _missing(document: Document, expects: AbstractSet[str]) -> Iterator[Fault]:
    asked: Mapping[str, tuple[Severity, bool, Words]] = {
        "phone": (
            Severity.ERROR,
            bool((document.get("phone") or {}).get("number")),
            Words("没有电话。老人要能打电话问。", "There is no phone number. Elders must be able to call and ask."),
        ),
        "place": (
            Severity.ERROR,
            bool(document.get("place")),
            Words("没有写在哪里。", "It does not say where it is."),
        ),
        "access": (
            Severity.WARN,
            bool((document.get("place") or {}).get("access")),
            Words(
                "没有写进出方不方便：有没有台阶、电梯、厕所。", "It does not say how to get in: steps, lift, toilet."
            ),
        ),
        "show_until": (
            Severity.WARN,
            bool(document.get("show_until")),
            Words("没有写显示到哪天，过期了也会一直在。", "It has no end, so it will stay when it is out of date."),
        ),
    }
    for name, (severity, is_there, says) in asked.items():
        if name in expects and not is_there:
            field = {"access": "place.access"}.get(name, name)
            yield Fault(f"missing-{name.replace('_', '-')}", severity, field, says)


def _dates(document: Document, *, today: date, now: datetime) -> Iterator[Fault]:
    past = Words("这个日子已经过了。", "This day is over.")
    for name in ("starts", "entry_closes", "ends", "show_until"):
        moment = _moment(document.get(name))
        if moment is not None and (moment < today if not isinstance(moment, datetime) else moment <= now):
            yield Fault("date-past", Severity.ERROR, name, past, str(document.get(name)))
    starts, ends, closes = (_day(document.get(name)) for name in ("starts", "ends", "entry_closes"))
    if starts and ends and ends < starts:
        says = Words("结束比开始还早。", "It ends before it begins.")
        yield Fault("date-order", Severity.ERROR, "ends", says)
    if starts and closes and closes > starts:
        says = Words("报名截止在开始之后。", "Entries close after it has begun.")
        yield Fault("date-order", Severity.ERROR, "entry_closes", says)
    for field, _, text in texts_of(document):
        for found in DAY_IN_TEXT.finditer(text):
            day = _day("-".join(part.zfill(2) for part in found.groups()))
            if day and day < today:
                yield Fault("date-past-in-text", Severity.WARN, field, past, found.group())


def _numbers(document: Document, phones: AbstractSet[str]) -> Iterator[Fault]:
    """A number that nobody approved may be a swindler's; money never goes to an account that a page names."""
    unknown = Words("这个号码不在核准的电话里。请核对，或请管理员加进去。", "This number is not on the approved list.")
    account = Words(
        "不要写银行卡号或收款账号。骗子就是这样要钱的。", "Never name an account: that is how swindlers ask."
    )
    shown = [("phone.number", "", str((document.get("phone") or {}).get("number", "")))]
    for field, _, said in [*shown, *texts_of(document)]:
        text = PICTURE_ADDRESS.sub("", said)  # a hash is no number
        accounts = [found.group() for found in ACCOUNT.finditer(text)]
        for number in accounts:
            yield Fault("account", Severity.ERROR, field, account, number)
        if not accounts and ACCOUNT_WORDS.search(text):
            yield Fault("account", Severity.WARN, field, account, text[:40])
        rest = ACCOUNT.sub("", text)  # a part of an account is no telephone
        numbers = [found.group() for found in PHONE.finditer(rest)]
        numbers += [found[1] for found in SHORT_NUMBER.finditer(rest)]
        if field == "phone.number" and rest and not numbers:
            numbers = [text]
        for number in numbers:
            digits = re.sub(r"\D", "", number)
            is_sample = bool(document.get("sample")) and SAMPLE_PHONE.fullmatch(digits)
            if digits not in phones and not is_sample:
                yield Fault("unapproved-phone", Severity.ERROR, field, unknown, number)


def _markup(document: Document, language: str) -> Iterator[Fault]:
    body = str((document.get("body") or {}).get(language, ""))
    field = "body"
    level = TOP_LEVEL - 1
    for found in HEADING.finditer(body):
        depth = len(found[1])
        if depth > level + 1 or depth < TOP_LEVEL:
            says = Words(
                "小标题跳了级。从“## ”开始，一级一级往下。", "Headings skip a level: begin with ## and go down by one."
            )
            yield Fault("heading-order", Severity.WARN, field, says, found.group()[:40])
        if not found[2].strip():
            yield Fault("heading-empty", Severity.ERROR, field, Words("小标题是空的。", "A heading is empty."))
        level = depth
    for found in LINK.finditer(body):
        if found[1] and not found[2].strip():
            says = Words("图片没有说明。看不见图的人要靠它。", "A picture has no description; some people rely on it.")
            yield Fault("picture-undescribed", Severity.ERROR, field, says, found.group())
        elif not found[1]:
            if not found[2].strip():
                says = Words("链接没有字。", "A link has no words.")
                yield Fault("link-empty", Severity.ERROR, field, says, found.group())
            for remark in look_at(found[2], kind="link", language=language):
                yield Fault(remark.rule, Severity.WARN, field, remark.says, remark.text, remark.instead)


def _words(document: Document) -> Iterator[Fault]:
    remarks = [
        (field, remark)
        for field, language, text in texts_of(document)
        if not field.startswith("checked")
        for remark in look_at(text, language=language)
    ]
    for field, remark in sorted(remarks, key=lambda one: -one[1].severity):
        # Words alone never stop a text: the writer is told, the gravest first, and may say why.
        severity = min(remark.severity, Severity.WARN)
        yield Fault(remark.rule, severity, field, remark.says, remark.text, remark.instead)


def _moment(value: Any) -> date | datetime | None:
    text = str(value or "")
    read: Callable[[str], date] = datetime.fromisoformat if "T" in text else date.fromisoformat
    try:
        return read(text)
    except ValueError:
        return None


def _day(value: Any) -> date | None:
    found = _moment(value)
    return found.date() if isinstance(found, datetime) else found
