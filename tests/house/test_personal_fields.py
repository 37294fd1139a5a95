"""Nothing personal is kept without standing in the register: why, on what basis, how long."""

import re

import pytest
from sqlalchemy import LargeBinary

from portal.app import PUBLICATION_KINDS
from portal.borrowing import kind as borrowing
from portal.db import lookups
from portal.db.base import Base
from portal.db.types import Sealed, SealedJson
from portal.drafting.steps import Asking
from portal.home_modifications import kind as home_modifications
from portal.kernel.divisions import Divisions
from portal.privacy.register import Register, load
from portal.requests.kinds import RequestKind
from tests.support.house import CONTENT, ROOT
from tests.support.people import BOOKING, DAUGHTER, Typed
from tests.support.portal import NOW

FEWEST_SEALED = 10
HASHED = re.compile(r'lookups?\([^()]*(?:\([^()]*\)[^()]*)*, "([a-z_.]+)"\)')
# Hashes of what lasts minutes; a rotation lets them go.
SHORT_LIVED = {"rate_hit.key", "my.senior"}


def register() -> Register:
    return load(CONTENT / "privacy" / "fields.yaml")


def sealed() -> dict[str, str]:
    """The place that each sealed column is bound to, by its table and name."""
    assert PUBLICATION_KINDS, "Importing the portal is what makes every table known."
    return {
        f"{table.name}.{column.name}": column.type.place
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Sealed | SealedJson)
    }


def test_every_sealed_column_stands_in_the_register() -> None:
    assert len(sealed()) > FEWEST_SEALED
    assert set(sealed()) - register().columns() == set(), "Write these into content/privacy/fields.yaml."


def test_the_register_speaks_of_no_column_that_is_gone() -> None:
    assert register().columns() - set(sealed()) == set()


def test_every_sealed_column_is_bound_to_its_own_place() -> None:
    """A value that is moved into another column must not open there."""
    assert {column: place for column, place in sealed().items() if column != place} == {}


def test_bytes_are_kept_only_sealed() -> None:
    bare = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    ]

    assert bare == []


def test_sensitive_fields_ask_for_a_consent_of_their_own() -> None:
    assert [
        field.name["zh"] for field in register().fields if field.sensitive != (field.basis == "separate_consent")
    ] == []


def test_a_hash_can_be_made_anew_with_another_key() -> None:
    """Every column of hashes says of what it is one, or repeats one that does; no other hash is kept for long."""
    assert PUBLICATION_KINDS
    known = {lookups.kind_of(column).place for _, column in lookups.sources()}
    places = {lookups.kind_of(column).place for column in lookups.columns()}
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("_lookup") and not isinstance(column.type, lookups.Lookup)
    }
    written = {
        place
        for file in (ROOT / "portal").rglob("*.py")
        for place in HASHED.findall(file.read_text(encoding="utf-8").replace("\n", " "))
    }
    assert len(known) > FEWEST_SEALED
    assert places == known
    assert named == set()
    assert written - SHORT_LIVED - places == set()
    assert len(written) > 4


def asked_by(kind: RequestKind, answers: dict[str, Typed]) -> set[str]:
    """Every name under which a kind of request asks for something, answered as a family answers."""
    typed = {slug: {name: str(value) for name, value in given.items()} for slug, given in answers.items()}
    divisions = Divisions.load(CONTENT / "divisions")
    asking = Asking(None, typed, "zh", divisions, NOW.date())
    return {name for step in kind.steps if step.shown(typed) for name in step.build(asking)._fields}


@pytest.mark.parametrize("delivered", [False, True])
def test_each_sensitive_thing_that_a_kind_asks_for_has_a_box_of_its_own(delivered: bool) -> None:  # noqa: FBT001  # a case
    station: dict[str, Typed] = {"station": {"station": "taibai", "how": "deliver"}} if delivered else {}
    kinds = {
        "home modification": asked_by(home_modifications.kind(CONTENT), DAUGHTER),
        "loan": asked_by(borrowing.kind(CONTENT), {"device": {"device": "manual-wheelchair"}, **BOOKING, **station})
        # The width of a door says nothing about anybody.
        - {"door"},
    }
    needed = {
        (kind, field.purpose)
        for kind, asked in kinds.items()
        for field in register().fields
        if field.sensitive and asked & set(field.typed_as)
    }

    assert {kind for kind, _ in needed} == set(kinds)
    assert ("loan", "address") in needed or not delivered
    assert {one for one in needed if f"{one[1]}_agreed" not in kinds[one[0]]} == set()


def test_every_sensitive_field_says_for_what_it_is() -> None:
    assert [field.name["zh"] for field in register().fields if field.sensitive != bool(field.purpose)] == []
