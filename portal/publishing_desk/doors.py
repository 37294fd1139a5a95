"""Who may stand at the publishing desk."""

from typing import Annotated

from fastapi import Depends

from portal.people.doors import Staff, desk

AnyDesk = Annotated[Staff, Depends(desk("editor", "reader", "publisher"))]
Editor = Annotated[Staff, Depends(desk("editor"))]
Reader = Annotated[Staff, Depends(desk("reader", "publisher"))]
Publisher = Annotated[Staff, Depends(desk("publisher"))]
