"""The guide to home modifications, and the way into the application."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.home_modifications.kind import PATH
from portal.people.doors import anyone
from portal.web.view import page

router = APIRouter()


@router.get(PATH, name="home_modifications.index", dependencies=[Depends(anyone)])
def index(request: Request) -> Response:
    return page(request, "home_modifications/index.html", catalogue=request.app.state.home_modification_items)
