"""Phones, names, numbers and codes as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.money import parse_yuan
from portal.kernel.names import mask_name, normalise_name
from portal.kernel.phone import is_callable, mask, normalise
from portal.kernel.reference import (
    CODE_ALPHABET,
    check_digit,
    group,
    is_true,
    new_code,
    new_reference,
    new_resume_code,
    normalise_code,
    normalise_reference,
    normalise_resume_code,
)

# Chosen once and for all, so that a failing run can be repeated.
BELOW = (12345678901234567890).__mod__
DIGITS = st.text("0123456789", min_size=9, max_size=9)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("15400000001", "15400000001"),
        ("154 0000 0002", "15400000002"),
        ("154-0000-0002", "15400000002"),
        ("＋86 15400000003", "15400000003"),
        ("008615400000003", "15400000003"),
        ("１５４００００００３３", "15400000033"),
        ("023-00000001", "02300000001"),
        ("（023）00000001", "02300000001"),
        ("+86 23 0000 0001", "02300000001"),
        ("00000001", "02300000001"),
        ("1540000000", None),
        ("12345678901", None),
        ("95588", None),
        ("154000000012", None),
        ("我的电话", None),
        ("", None),
    ],
)
def test_a_phone_is_understood_however_it_is_written(typed: str, kept: str | None) -> None:
    assert normalise(typed) == kept


def test_a_phone_is_masked_and_a_number_that_is_no_phone_is_not_called() -> None:
    assert mask("15400000001") == "154****0001"
    assert is_callable("12345")
    assert not is_callable("12381")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("王桂兰", "王桂兰"),
        ("王 桂兰", "王桂兰"),
        ("王　桂 兰", "王桂兰"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("·王", "王"),
        ("𬭎文", "𬭎文"),
        ("Anna  Li", "Anna Li"),
    ],
)
def test_a_name_is_kept_as_on_the_identity_card(typed: str, kept: str) -> None:
    assert normalise_name(typed) == kept


@pytest.mark.parametrize(
    ("name", "shown"), [("田", "*"), ("王兰", "王*"), ("王桂兰", "王*兰"), ("欧阳建国", "欧**国"), ("", "*")]
)
def test_a_masked_name_is_recognised_by_its_owner_only(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("30", 3000), ("30.5元", 3050), ("１，２００", 120000), ("¥9.99", 999), ("1.234", None), ("", None)],
)
def test_money_is_whole_fen(typed: str, fen: int | None) -> None:
    assert parse_yuan(typed) == fen


@given(DIGITS, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(digits: str, place: int, by: int) -> None:
    number = digits + check_digit(digits)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]

    assert is_true(number)
    assert not is_true(wrong)


@given(DIGITS, st.integers(0, 8))
def test_two_neighbours_swapped_are_always_found(digits: str, place: int) -> None:
    number = digits + check_digit(digits)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert is_true(swapped) == (swapped == number)


def test_a_number_read_from_paper_is_understood_in_groups_and_in_full_width() -> None:
    below = BELOW
    reference, resume = new_reference(below), new_resume_code(below)

    assert normalise_reference(group(reference)) == reference
    assert normalise_resume_code(group(resume).replace(" ", "－")) == resume
    assert (
        normalise_reference(group(reference).translate(str.maketrans("0123456789", "０１２３４５６７８９")))
        == reference
    )
    assert normalise_reference(reference[:-1]) is None
    assert normalise_reference("") is None


def test_a_short_code_has_no_letter_that_looks_like_another() -> None:
    assert set("01ILO") & set(CODE_ALPHABET) == set()
    code = new_code(BELOW)

    assert normalise_code(f" {code.lower()} ") == code
    assert normalise_code(code[:-1] + "0") is None
    assert normalise_code(code + "A") is None
