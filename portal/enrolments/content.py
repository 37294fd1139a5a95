"""`content/enrolments.yaml`: how places are given in each kind of thing, and in things that differ."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from portal.db.sessions import WriteSession
from portal.enrolments.draw import commitment
from portal.enrolments.kinds import Facts, IntakeKind
from portal.enrolments.model import Enrolment, Intake, Quota
from portal.enrolments.rules import CHANNELS, DRAW, Conditions, shares, term_of
from portal.kernel import yaml_file
from portal.kernel.clock import LOCAL
from portal.publishing.content import Whole
from portal.publishing.model import Publication
from portal.publishing.rules import PUBLISHED

Days = Annotated[int, Field(ge=0, le=365)]
Years = Annotated[int, Field(ge=0, le=120)]
SEED_BYTES = 32
# In the place of a hash of the file: as the thing and the file have it, until staff change it.
FROM_DESK = "desk"


class Parts(BaseModel):
    """How the places are divided; the three need not make a hundred."""

    model_config = ConfigDict(extra="forbid")
    online: Whole
    phone: Whole
    counter: Whole


class Rules(BaseModel):
    """What a thing asks beyond its own age limits."""

    model_config = ConfigDict(extra="forbid")
    age_from: Years | None = None
    age_to: Years | None = None
    consent_from: Years | None = None
    experience: bool = False
    health: bool = False
    companion_from: Years | None = None
    term_limit: Annotated[Whole, Field(gt=0)] | None = None
    team_from: Annotated[Whole, Field(gt=0)] | None = None
    team_to: Annotated[int, Field(gt=0, le=20)] | None = None


class Intaking(BaseModel):
    """How one kind of thing, or one thing, gives its places."""

    model_config = ConfigDict(extra="forbid")
    method: Literal["first_come", "draw"] = "first_come"
    capacity: Annotated[Whole, Field(gt=0)] | None = None
    minimum: Whole | None = None
    parts: Parts = Parts(online=60, phone=20, counter=20)
    offer_hours: Annotated[int, Field(ge=0, le=240)] = 48
    closes_days_before: Days = 1
    pooled_days_before_closing: Days = 3
    rules: Rules = Rules()


class EnrolmentsFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")
    source: str
    checked_on: Any
    kinds: Mapping[str, dict[str, Any]]
    things: Mapping[str, dict[str, Any]] = {}

    def of(self, kind: str, slug: str) -> Intaking:
        """The thing's own words over those of its kind."""
        own, usual = dict(self.things.get(f"{kind}/{slug}", {})), dict(self.kinds.get(kind, {}))
        rules = {**usual.get("rules", {}), **own.get("rules", {})}
        return Intaking.model_validate({**usual, **own, "rules": rules})


def read(file: Path) -> EnrolmentsFile:
    """Raises where a word is not known: a rule that is misspelt would otherwise be no rule."""
    found = EnrolmentsFile.model_validate(yaml_file.read(file))
    for kind in found.kinds:
        found.of(kind, "")
    for thing in found.things:
        found.of(*thing.split("/", 1))
    return found


def load_intakes(session: WriteSession, file: Path, kinds: Iterable[IntakeKind], *, now: datetime) -> int:
    """An intake for every thing that is public and has none; those from the file follow it until staff change them."""
    settings = read(file)
    stamp = sha256(file.read_bytes()).hexdigest()[:16]
    made = 0
    intakes = {row.publication_id: row for row in session.scalars(select(Intake))}
    used = set(session.scalars(select(Enrolment.intake_id).distinct()))
    for kind in kinds:
        for thing in session.scalars(select(kind.publication.model).where(Publication.state == PUBLISHED)):
            known = intakes.get(thing.id)
            # Relative dates of samples move with the day of loading; people who signed up hold them still.
            if known is None or (known.source_hash and known.id not in used):
                opened(session, thing, kind, settings, now=now, known=known).source_hash = stamp
                made += known is None
    session.flush()  # so that a broken row is found here and not at the commit
    return made


def follow(
    session: WriteSession,
    thing: Publication,
    now: datetime,
    *,
    kinds: Mapping[str, IntakeKind],
    settings: EnrolmentsFile,
) -> None:
    """It was released just now: a new thing takes names from this moment, and a changed one begins and ends as it says.

    What staff set by hand, and when it closes for people who signed up already, stays.
    """
    kind = kinds.get(thing.kind)
    if kind is None:
        return
    known = session.scalar(select(Intake).where(Intake.publication_id == thing.id))
    if known is None or (known.source_hash and not _is_used(session, known)):
        opened(session, thing, kind, settings, now=now, known=known).source_hash = FROM_DESK
        return
    facts = kind.facts(thing)
    known.begins_at, known.ends_on = facts.begins_at, facts.ends_on


def opened(
    session: WriteSession,
    thing: Publication,
    kind: IntakeKind,
    settings: EnrolmentsFile,
    *,
    now: datetime,
    known: Intake | None = None,
) -> Intake:
    """The intake of this thing as the file has it."""
    facts, wanted = kind.facts(thing), settings.of(kind.name, thing.slug)
    intake = known or Intake(publication_id=thing.id, version=1)
    capacity = wanted.capacity or facts.capacity or 1
    intake.method = wanted.method
    intake.minimum = wanted.minimum if wanted.minimum is not None else facts.minimum or 0
    intake.offer_hours = wanted.offer_hours
    intake.conditions = _conditions(facts, wanted).kept()
    set_times(intake, facts, wanted, opens_at=min(thing.show_from, now))
    if intake.method == DRAW and not intake.seed:
        intake.seed = secrets.token_hex(SEED_BYTES)
        intake.seed_hash = commitment(intake.seed)
    places = shares(capacity, wanted.parts.model_dump())
    if known is None:
        intake.quotas = [
            Quota(channel=channel, places=places[channel], taken=0, waiting=0, shut=False) for channel in CHANNELS
        ]
        session.add(intake)
    else:
        for quota in intake.quotas:
            quota.places = places[quota.channel]
    return intake


def set_times(intake: Intake, facts: Facts, wanted: Intaking, *, opens_at: datetime) -> None:
    """When it opens, closes, pools and begins; all from the thing itself."""
    begins_on = facts.begins_at.astimezone(LOCAL).date()
    closes_on = facts.closes_on or begins_on - timedelta(days=wanted.closes_days_before)
    closes_at = datetime.combine(closes_on, time(20), LOCAL)
    intake.opens_at, intake.closes_at = opens_at, closes_at
    intake.pooled_at = closes_at - timedelta(days=wanted.pooled_days_before_closing)
    intake.begins_at, intake.ends_on = facts.begins_at, facts.ends_on
    intake.term = term_of(begins_on)


def _conditions(facts: Facts, wanted: Intaking) -> Conditions:
    own = {name: value for name, value in facts.conditions.kept().items() if value is not None}
    said = {name: value for name, value in wanted.rules.model_dump().items() if value not in (None, False)}
    return Conditions.read({**own, **said})


def _is_used(session: WriteSession, intake: Intake) -> bool:
    return session.scalar(select(Enrolment.id).where(Enrolment.intake_id == intake.id).limit(1)) is not None
