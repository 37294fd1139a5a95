"""The draw: whatever the list, the published result is whole, fair by its lots, and computes again for anybody."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.enrolments import draw
from portal.enrolments.rules import CHANNELS
from tests.support.house import ROOT

pytestmark = pytest.mark.once
REASONS = ["everybody", "missed", "first_time"]
HOUSEHOLD = st.tuples(st.sampled_from(CHANNELS), st.integers(1, 4), st.integers(1, 3))
PLACES = st.fixed_dictionaries({channel: st.integers(0, 8) for channel in CHANNELS})


def drawn(households: list[tuple[str, int, int]], places: dict[str, int], seed: str, number: str) -> dict[str, Any]:
    tickets = [
        {"number": place, "channel": channel, "size": size, "lots": REASONS[:lots]}
        for place, (channel, size, lots) in enumerate(households, start=1)
    ]
    made = {"seed": seed, "public_number": number, "places": places, "tickets": tickets}
    return {**made, "result": draw.result(made)}


def documented() -> Callable[[str, str], int]:
    """The script that anybody may run, as it lies in docs/."""
    spec = importlib.util.spec_from_file_location("recompute_draw", ROOT / "docs" / "recompute_draw.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    main: Callable[[str, str], int] = module.main
    return main


RECOMPUTE = documented()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    households=st.lists(HOUSEHOLD, max_size=20),
    places=PLACES,
    seed=st.text("0123456789abcdef", min_size=64, max_size=64),
    number=st.sampled_from(["", "07", "双色球 2026-11-24, 07"]),
)
def test_every_draw_computes_again_and_gives_no_place_twice(
    tmp_path_factory: pytest.TempPathFactory,
    households: list[tuple[str, int, int]],
    places: dict[str, int],
    seed: str,
    number: str,
) -> None:
    made = drawn(households, places, seed, number)
    result = made["result"]

    assert sorted(one["number"] for one in result) == list(range(1, len(households) + 1)), "Somebody was lost."
    for channel in CHANNELS:
        mine = [one for one in result if one["channel"] == channel]
        assert sum(one["size"] for one in mine if one["placed"]) <= places[channel]
        gone = [one["placed"] for one in mine]
        assert gone == sorted(gone, reverse=True), "Somebody was passed by who came behind them."
    file: Path = tmp_path_factory.getbasetemp() / "draw.csv"
    file.write_text(draw.as_csv(made), encoding="utf-8")
    assert RECOMPUTE(str(file), draw.commitment(seed)) == 0
    assert RECOMPUTE(str(file), draw.commitment(f"{seed}0")) == 1
    if result:
        first = result[0]["placed"]
        file.write_text(draw.as_csv(made).replace(f",1,{first}", f",1,{not first}", 1), encoding="utf-8")
        assert RECOMPUTE(str(file), draw.commitment(seed)) == 1, "A list that was tampered with passed."


@pytest.mark.parametrize(("lots", "share"), [(1, 1 / 2), (2, 2 / 3), (3, 3 / 4)])
def test_more_lots_are_a_better_chance_as_the_rules_say(lots: int, share: float) -> None:
    one, other = draw.Ticket(1, tuple(REASONS[:lots])), draw.Ticket(2, ("everybody",))

    first = sum(draw.order(f"{seed:064}", "", [one, other])[0] is one for seed in range(2000))

    assert abs(first / 2000 - share) < 0.04


def test_what_is_true_of_one_of_a_household_is_true_of_all() -> None:
    assert draw.lots_of(["a", "b"], missed={"b"}, had=set()) == ("everybody", "missed", "first_time")
    assert draw.lots_of(["a", "b"], missed=set(), had={"a"}) == ("everybody",), "One of them had a place already."
