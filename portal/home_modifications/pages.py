"""The guide to home modifications as residents see it."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.people.doors import anyone
from portal.web.view import page

router = APIRouter(prefix="/home-modifications", dependencies=[Depends(anyone)])


@router.get("", name="home_modifications.index")
def index(request: Request) -> Response:
    return page(request, "home_modifications/index.html", catalogue=request.app.state.home_modification_items)
