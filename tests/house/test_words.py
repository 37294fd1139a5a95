"""Every word that residents read can be read in both languages."""

from pathlib import Path

import pytest
import wtforms
from babel.messages.catalog import Catalog

import portal.app
from portal.web.fields import Form
from tests.support import catalog
from tests.support.catalog import SPOKEN, gather, untranslated


@pytest.fixture(scope="module")
def gathered() -> Catalog:
    return gather()


@pytest.mark.parametrize("language", SPOKEN)
def test_nobody_meets_a_word_that_was_not_translated(gathered: Catalog, language: str) -> None:
    known = catalog.read(language)

    unknown = [message.id for message in gathered if message.id and known.get(message.id) is None]

    assert len(gathered) > 100, "Hardly any words were found, so this test looks in the wrong place."
    assert unknown == [], "Run `make catalog` and translate what it adds."
    assert untranslated(known) == []


def test_every_form_speaks_in_words_of_ours() -> None:
    """The forms of the library itself say "Not a valid choice", and that in no language but English."""
    assert portal.app.PUBLICATION_KINDS, "The rooms are read with the application, and their forms with them."
    theirs = [form for form in _kinds_of(wtforms.Form) if not issubclass(form, Form)]

    assert [form.__qualname__ for form in theirs if form.__module__.startswith("portal.")] == []


def _kinds_of(form: type[wtforms.Form]) -> list[type[wtforms.Form]]:
    return [further for one in form.__subclasses__() for further in (one, *_kinds_of(one))]


@pytest.mark.parametrize("language", SPOKEN)
def test_no_word_is_kept_that_nobody_says_any_more(gathered: Catalog, language: str) -> None:
    known = catalog.read(language)

    assert [message.id for message in known if message.id and gathered.get(message.id) is None] == []


@pytest.mark.parametrize("language", SPOKEN)
def test_a_translation_names_the_same_facts(language: str) -> None:
    """A `%(count)s` that was lost or misspelt would break the page only in that language."""
    problems = [(message.id, str(error)) for message in catalog.read(language) for error in message.check()]

    assert problems == []


def test_a_word_without_a_translation_is_noticed() -> None:
    known = Catalog(locale="zh")
    known.add("Courses")
    known.add(("%(count)s place", "%(count)s places"), ("",))

    assert len(untranslated(known)) == 2


def test_words_are_found_wherever_they_are_written(tmp_path: Path) -> None:
    code = 'LABEL = msgid("Walking")\nsay(request, "Ask %(who)s")\nraise Refusal("It is full.", field="course")\n'
    template = '{{ _("Courses") }}{% trans %}Call us{% endtrans %}'
    for name, source in (("portal/room.py", code), ("templates/page.html", template)):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(source, encoding="utf-8")

    found = {message.id for message in gather(tmp_path)}

    assert found == {"", "Walking", "Ask %(who)s", "It is full.", "Courses", "Call us"}
