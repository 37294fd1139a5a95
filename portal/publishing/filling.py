"""From a document to the rows that the public's pages are made of; files, the desk and sheets all come this way."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from portal.kernel.divisions import Divisions
from portal.kernel.errors import Refusal
from portal.kernel.msgid import msgid
from portal.publishing.content import ENGLISH_MAY_FOLLOW, ContentFile, PublicationFile
from portal.publishing.model import Publication, PublicationAccess, PublicationText
from portal.publishing.questions import Document, Question

WRONG = {
    "missing": msgid("Please fill this in."),
    "string_too_short": msgid("Please fill this in."),
    "too_short": msgid("Please fill this in."),
    "string_type": msgid("Please fill this in."),
    "literal_error": msgid("Please choose one of the answers."),
    "int_parsing": msgid("Please write a number, like 20."),
    "int_type": msgid("Please write a number, like 20."),
    "int_from_float": msgid("Please write a whole number, like 20."),
    "greater_than": msgid("Please write a number above nought."),
    "greater_than_equal": msgid("Please write a number that is not below nought."),
    "less_than": msgid("Please write a smaller number."),
    "less_than_equal": msgid("Please write a smaller number."),
    "time_parsing": msgid("Please write the time like 09:30."),
    "time_type": msgid("Please write the time like 09:30."),
    "date_from_datetime_parsing": msgid("Please write the day like 2026-12-01."),
    "date_from_datetime_inexact": msgid("Please write the day like 2026-12-01."),
    "date_parsing": msgid("Please write the day like 2026-12-01."),
    "date_type": msgid("Please write the day like 2026-12-01."),
    "datetime_from_date_parsing": msgid("Please write day and time like 2026-12-01 09:30."),
    "datetime_parsing": msgid("Please write day and time like 2026-12-01 09:30."),
    "datetime_type": msgid("Please write day and time like 2026-12-01 09:30."),
}
# Whatever else is the matter with a day, like one in the year 9999.
OF_DAYS = {"day": WRONG["date_type"], "days": WRONG["date_type"], "moment": WRONG["datetime_type"]}
OTHERWISE = msgid("Please look at this again; it could not be understood.")
TOO_LONG = msgid("Please keep it shorter.")
NOT_AN_ANSWER = WRONG["literal_error"]
NOT_TODAY = msgid("Something in that text would not be taken today. Please change the text by hand instead.")


class NotYetGood(Refusal):
    """What was written cannot be kept; `wrong` says for each question what to do.

    Where nothing was typed, as when a copy is made or an old version brought back, it is an answer by itself.
    """

    def __init__(self, wrong: dict[str, str]) -> None:
        super().__init__(
            msgid("Something in that text would not be taken today. Please change the text by hand instead.")
        )
        self.wrong = wrong


def understood(
    schema: type[PublicationFile],
    document: Document,
    questions: Sequence[Question],
    *,
    slug: str,
    today: date,
    divisions: Divisions,
) -> ContentFile:
    """The document as a content file would give it; raises `NotYetGood`."""
    wrong = _not_answers(document, questions, divisions)
    matter: PublicationFile | None = None
    try:
        front = {name: value for name, value in document.items() if name != "body"}
        matter = schema.model_validate(front, context={"today": today, ENGLISH_MAY_FOLLOW: True})
    except ValidationError as problem:
        for error in problem.errors():
            question = _asked_at(error["loc"], questions)
            blank = error["type"] in {"missing", "string_too_short", "too_short"}
            said = (
                (question.asked.missing if blank else "")
                or WRONG.get(error["type"])
                or OF_DAYS.get(question.kind, OTHERWISE)
            )
            wrong.setdefault(question.name, said)
    if matter is None or wrong:
        raise NotYetGood(wrong)
    body = document.get("body") or {}
    return ContentFile(slug=slug, matter=matter, bodies={"zh": body.get("zh", ""), "en": body.get("en", "")})


def document_of_file(file: ContentFile) -> Document:
    """What the file says, as plain data that can be kept and compared."""
    return file.matter.model_dump(mode="json", exclude_none=True) | {"body": dict(file.bodies)}


def fill(row: Publication, file: ContentFile, *, at: datetime) -> None:
    """Put all that the file says into the row; its state, version and people are somebody else's."""
    matter = file.matter
    row.document = document_of_file(file)
    row.is_sample, row.town, row.plan_item = matter.sample, matter.town, matter.plan_item
    row.starts_on, row.cost_fen = matter.starts_on(), matter.cost_fen
    row.phone = matter.phone.number if matter.phone else None
    row.checked_on, row.show_from, row.show_until = matter.checked.on, matter.show_from, matter.show_until
    row.review_by, row.replaced_by = matter.review_by, matter.replaced_by
    row.updated_at = at
    for name, value in matter.columns().items():
        setattr(row, name, value)
    for language in ("zh", "en"):
        _speak(row, file, language)
    facts = matter.place.access if matter.place else []
    kept = {fact.fact: fact for fact in row.access}
    row.access = [kept.get(fact) or PublicationAccess(fact=fact) for fact in sorted(set(facts))]


def _speak(row: Publication, file: ContentFile, language: str) -> None:
    """The words in one language; English that is not whole yet is not shown, and the page says so."""
    matter = file.matter
    if language == "en" and not_in_english(document_of_file(file)):
        row.texts.pop(language, None)
        return
    text = row.texts.get(language)
    if text is None:
        text = row.texts[language] = PublicationText(language=language)
    text.title, text.summary = getattr(matter.title, language), getattr(matter.summary, language)
    text.body, text.details = file.bodies[language], matter.details(language)


def not_in_english(value: Any) -> int:
    """How many of the Chinese words of a document have no English beside them."""
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            return int(bool(value["zh"]) and not value["en"])
        return sum(map(not_in_english, value.values()))
    return sum(map(not_in_english, value)) if isinstance(value, list) else 0


def _not_answers(document: Document, questions: Sequence[Question], divisions: Divisions) -> dict[str, str]:
    """Answers that no form of ours offers, and Chinese texts that are too long for a list or a poster."""
    wrong = {}
    for question in questions:
        value: Any = document
        for part in question.path:
            value = value.get(part) if isinstance(value, dict) else None
        if value is None:
            continue
        if question.kind == "town" and divisions.town(str(value)) is None:
            wrong[question.name] = NOT_AN_ANSWER
        if question.asked.choices and isinstance(value, list | str):
            given = value if isinstance(value, list) else [value]
            if any(str(one) not in question.asked.choices for one in given):
                wrong[question.name] = NOT_AN_ANSWER
        most = question.asked.most
        if most and question.language == "zh" and len(str(value)) > most:
            wrong[question.name] = TOO_LONG
    return wrong


def _asked_at(loc: tuple[int | str, ...], questions: Sequence[Question]) -> Question:
    for question in questions:
        if question.path[: len(loc)] == loc:
            return question
    for question in questions:
        if loc[: len(question.path)] == question.path:
            return question
    return questions[0]
