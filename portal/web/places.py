"""Towns by their names, for templates."""

from collections.abc import Callable

from fastapi import Request

from portal.kernel.divisions import Divisions


def town_name(request: Request) -> Callable[[str | None], str]:
    """The name of a town by its code; nothing for the whole district."""
    divisions: Divisions = request.app.state.divisions

    def name(code: str | None) -> str:
        town = divisions.town(code) if code else None
        return town.name if town else ""

    return name
