"""An application as if every page had been filled in, for walks that begin where it ends."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select
from starlette.datastructures import FormData

from portal.drafting.model import Draft
from portal.drafting.steps import Asking, Step, answer_of, first_open
from portal.web.sessions import writing
from tests.support.html import Answers
from tests.support.visitor import Visitor

APPLY = "/home-modifications/apply"


def applied_at_once(visitor: Visitor, answers: Mapping[str, Answers]) -> str:
    """The number of what was sent; each page judges its answers, but only begin and send are walked."""
    app: Any = visitor.client.app
    visitor.send(APPLY)
    _filled(app, answers)
    return visitor.send(f"{APPLY}/submission").location.split("/")[2]


def _filled(app: FastAPI, answers: Mapping[str, Answers]) -> None:
    state = app.state
    kind = state.request_kinds["home_modifications"]
    with writing(state.database) as session:
        draft = session.scalars(select(Draft).order_by(Draft.id.desc()).limit(1)).one()
        step: Step | None
        while step := first_open(kind.steps, draft.answers):
            asking = Asking(_typed(answers[step.slug]), draft.answers, "zh", state.divisions, state.clock.today())
            form = step.build(asking)
            assert form.validate(), form.errors
            draft.keep(step.slug, answer_of(form), at=state.clock.now(), expires_at=draft.expires_at)


def _typed(answers: Answers) -> FormData:
    return FormData(
        [
            (name, one)
            for name, given in answers.items()
            for one in (given if isinstance(given, list) else [given])
            if isinstance(one, str)
        ]
    )
