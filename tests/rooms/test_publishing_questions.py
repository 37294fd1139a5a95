"""What a kind's schema asks is all that the desk needs: nothing of a content file is lost on the way through a form."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from portal.app import PUBLICATION_KINDS
from portal.kernel.divisions import Divisions
from portal.publishing.content import Asked, PublicationFile, read_file
from portal.publishing.filling import NotYetGood, document_of_file, not_in_english, understood
from portal.publishing.kinds import PublicationKind
from portal.publishing.questions import answers_of, document_of, lengths_in, lengths_of, questions_of
from tests.support.house import CONTENT, from_root
from tests.support.portal import NOW

DIVISIONS = Divisions.load(CONTENT / "divisions")
KINDS = {kind.name: kind for kind in PUBLICATION_KINDS}
FILES = [
    pytest.param(kind, path, id=from_root(path))
    for kind in PUBLICATION_KINDS
    for path in sorted((CONTENT / kind.folder).glob("*.md"))
    if path.stem != "README"
]
# Kinds ask these inside another question, or not at all.
GROUPS = {"place", "phone", "checked"}


def asked_again(kind: PublicationKind, document: dict[str, Any]) -> dict[str, Any]:
    """Through the boxes of a form and back."""
    questions = questions_of(kind.schema, lengths=lengths_in(document))
    answers = answers_of(document, questions)
    names = [name for name, answer in answers.items() if answer]
    assert lengths_of(kind.schema, names) == lengths_in(document)
    again = document_of(lambda name: _several(answers, name), questions)
    return document_of_file(understood(kind.schema, again, questions, slug="x", today=NOW.date(), divisions=DIVISIONS))


def _several(answers: Mapping[str, str | list[str]], name: str) -> list[str]:
    answer = answers.get(name, "")
    return answer if isinstance(answer, list) else [answer]


@pytest.mark.parametrize(("kind", "path"), FILES)
def test_a_content_file_comes_back_from_its_form_as_it_was(kind: PublicationKind, path: Path) -> None:
    document = document_of_file(read_file(path, kind.schema, today=NOW.date()))

    assert asked_again(kind, document) == document


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_field_says_how_it_is_asked(kind: PublicationKind) -> None:
    def unasked(model: type[BaseModel]) -> list[str]:
        return [
            name
            for name, field in model.model_fields.items()
            if name not in GROUPS and not any(isinstance(one, Asked) for one in field.metadata)
        ]

    assert issubclass(kind.schema, PublicationFile)
    assert unasked(kind.schema) == []


def test_what_is_missing_and_what_is_no_answer_is_named_by_its_box() -> None:
    kind = KINDS["course"]
    typed = {"title_zh": "书法", "category": "cooking", "minutes": "long", "town": "500101999", "time": "soon"}
    questions = questions_of(kind.schema)

    with pytest.raises(NotYetGood) as refused:
        understood(
            kind.schema,
            document_of(lambda name: [typed[name]] if name in typed else [], questions),
            questions,
            slug="x",
            today=NOW.date(),
            divisions=DIVISIONS,
        )

    wrong = refused.value.wrong
    assert {"summary_zh", "category", "minutes", "town", "time", "weekdays", "teacher_zh"} <= set(wrong)
    assert "title_zh" not in wrong
    assert not any(name.endswith("_en") for name in wrong)


def test_money_is_typed_in_yuan_and_kept_in_fen() -> None:
    questions = questions_of(KINDS["course"].schema)

    document = document_of(lambda name: ["12.5"] if name == "cost_fen" else [], questions)

    assert document["cost_fen"] == 1250
    assert answers_of(document, questions)["cost_fen"] == "12.50"


def test_english_counts_as_missing_word_by_word() -> None:
    assert not_in_english({"title": {"zh": "书法", "en": ""}, "signs": [{"zh": "一", "en": "one"}]}) == 1
