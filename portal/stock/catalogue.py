"""What can be borrowed and where, as the content says it: names and limits for the pages of a booking."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.kernel import yaml_file

Words = Mapping[str, str]


@dataclass(frozen=True)
class Model:
    """A model of device with what makes it fit."""

    device: str
    name: Words
    max_days: int
    max_weight_kg: int | None
    width_cm: int | None
    is_pushed: bool


# On paper nobody has chosen a model yet, so every question is printed.
ANY = Model(device="", name={}, max_days=180, max_weight_kg=300, width_cm=1, is_pushed=True)


@dataclass(frozen=True)
class Catalogue:
    models: Mapping[str, Model]
    stations: Mapping[str, Words]
    delivering: frozenset[str]

    def model(self, device: str) -> Model:
        return self.models.get(device, ANY)


def load(content: Path) -> Catalogue:
    """Read `models.csv` and `stations.yaml`, and the names from the files of the devices."""
    stations = yaml_file.read(content / "rentals" / "stations.yaml")["stations"]
    with (content / "rentals" / "models.csv").open(encoding="utf-8", newline="") as lines:
        models = [_model(content, row) for row in csv.DictReader(lines)]
    return Catalogue(
        models={model.device: model for model in models},
        stations={station["slug"]: station["name"] for station in stations},
        delivering=frozenset(station["slug"] for station in stations if station["delivers"]),
    )


def _model(content: Path, row: Mapping[str, str]) -> Model:
    front = (content / "devices" / f"{row['device']}.md").read_text(encoding="utf-8").split("---\n")[1]
    return Model(
        device=row["device"],
        name=yaml_file.parse(front)["title"],
        max_days=int(row["max_days"]),
        max_weight_kg=int(row["max_weight_kg"]) if row["max_weight_kg"] else None,
        width_cm=int(row["width_cm"]) if row["width_cm"] else None,
        is_pushed=bool(row["is_pushed"]),
    )
