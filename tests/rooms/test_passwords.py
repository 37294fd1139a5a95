"""What a password opens, and what no password opens."""

import pytest

from portal.people import passwords


def test_only_the_password_itself_fits() -> None:
    kept = passwords.hashed("a long made-up one")

    assert passwords.fits(kept, "a long made-up one")
    assert not passwords.fits(kept, "A long made-up one")


@pytest.mark.parametrize("kept", [None, passwords.NONE])
@pytest.mark.parametrize("typed", ["", "nobody has this password", "a long made-up one"])
def test_for_somebody_unknown_or_without_a_password_nothing_fits(kept: str | None, typed: str) -> None:
    assert not passwords.fits(kept, typed)
