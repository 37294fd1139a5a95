"""`/Q/CODE`: from paper to the page."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from portal.offline import links
from portal.people.doors import anyone
from portal.web.sessions import Reading

router = APIRouter()


@router.get("/Q/{code}", name="offline.follow", dependencies=[Depends(anyone)])
@router.get("/q/{code}", name="offline.follow_lower", dependencies=[Depends(anyone)])
def follow(request: Request, session: Reading, code: str) -> Response:
    path = request.scope.get("root_path", "") + links.follow(session, code)
    return RedirectResponse(path, status_code=302, headers={"cache-control": "no-store"})
