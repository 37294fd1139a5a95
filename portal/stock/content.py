"""Stations, terms, items and checklists from the files that a person edits."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.db.sessions import WriteSession
from portal.kernel import yaml_file
from portal.stock.model import ClosedDay, Item, ItemRecord, Station, Terms
from portal.stock.rules import ALL, READY

FOLDER = "rentals"
FILE = "content file"
Words = Mapping[str, str]


@dataclass(frozen=True)
class Checklists:
    """What is looked at for each class of device."""

    out: tuple[Words, ...]
    back: tuple[Words, ...]
    hygiene: tuple[Words, ...]
    safety: Mapping[str, tuple[Words, ...]]

    def for_handing_over(self, device_class: str) -> list[Words]:
        return [*self.safety[device_class], *self.out]

    def for_taking_back(self, device_class: str) -> list[Words]:
        del device_class
        return list(self.back)


def checklists(content: Path) -> Checklists:
    found = yaml_file.read(content / FOLDER / "classes.yaml")
    return Checklists(
        out=tuple(found["out_always"]),
        back=tuple(found["in_always"]),
        hygiene=tuple(found["hygiene"]),
        safety={name: tuple(one["safety"]) for name, one in found["classes"].items()},
    )


def load(session: WriteSession, content: Path, *, at: datetime) -> int:
    """Bring stations and terms to what the files say, and add items that are new; returns how many those are.

    What has happened to an item since is never undone: of one that is known, only a file's spelling mistakes count.
    """
    folder = content / FOLDER
    places = _stations(session, yaml_file.read(folder / "stations.yaml")["stations"])
    classes = checklists(content).safety
    terms = _terms(session, _rows(folder / "models.csv"), classes)
    known = set(session.scalars(select(Item.number)))
    rows = [row for row in _rows(folder / "items.csv") if row["number"] not in known]
    for row in rows:
        session.add(_item(row, terms, places, at))
    session.flush()
    return len(rows)


def _stations(session: WriteSession, rows: Iterable[Mapping[str, Any]]) -> dict[str, Station]:
    known = {station.slug: station for station in session.scalars(select(Station))}
    for row in rows:
        station = known.get(row["slug"])
        if station is None:
            station = known[row["slug"]] = Station(slug=row["slug"])
            session.add(station)
        for name in ("town", "name", "address", "hours", "phone", "weekdays", "max_visits", "delivers"):
            setattr(station, name, row[name])
        closed = {day.day for day in station.closed_days}
        station.closed_days.extend(ClosedDay(day=_day(day)) for day in row["closed"] if _day(day) not in closed)
    session.flush()
    return known


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _terms(session: WriteSession, rows: Iterable[Mapping[str, str]], classes: Mapping[str, Any]) -> dict[str, Terms]:
    known = {terms.device: terms for terms in session.scalars(select(Terms))}
    for row in rows:
        if row["device_class"] not in classes:
            message = f"models.csv: there is no checklist for {row['device_class']}"
            raise ValueError(message)
        terms = known.get(row["device"])
        if terms is None:
            terms = known[row["device"]] = Terms(device=row["device"])
            session.add(terms)
        terms.device_class = row["device_class"]
        terms.max_days = int(row["max_days"])
        terms.turnaround_days = int(row["turnaround_days"])
        terms.horizon_days = int(row["horizon_days"])
        terms.max_weight_kg = int(row["max_weight_kg"]) if row["max_weight_kg"] else None
        terms.width_cm = int(row["width_cm"]) if row["width_cm"] else None
        terms.is_pushed = bool(row["is_pushed"])
    session.flush()
    return known


def _item(row: Mapping[str, str], terms: Mapping[str, Terms], places: Mapping[str, Station], at: datetime) -> Item:
    if row["condition"] not in ALL or row["device"] not in terms or row["station"] not in places:
        message = f"items.csv: {row['number']} names a condition, device or station that is not there"
        raise ValueError(message)
    item = Item(
        number=row["number"],
        terms_id=terms[row["device"]].id,
        station_id=places[row["station"]].id,
        condition=row["condition"],
        is_sample=bool(row["sample"]),
    )
    if row["condition"] == READY:
        item.records = [
            ItemRecord(kind=kind, method="", agent="", checked=[], passed=True, by=FILE, at=at)
            for kind in ("hygiene", "safety")
        ]
    return item


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
