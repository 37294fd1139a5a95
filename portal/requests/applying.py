"""The pages of an application, the same for every kind: begin, a page for each step, check, send."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from portal.db.sessions import ReadSession, WriteSession
from portal.drafting import store, uploads
from portal.drafting.consents import consents_of
from portal.drafting.model import Answers, Draft, Photo
from portal.drafting.steps import Asking, Journey, Step, answer_of, first_open, in_words, place_of, shown_steps
from portal.drafting.things import LOOKUP
from portal.kernel.errors import NotFound, Refusal
from portal.kernel.reference import new_resume_code
from portal.people import visits
from portal.people.doors import resident
from portal.privacy import service as privacy
from portal.requests import service
from portal.requests.kinds import RequestKind
from portal.web.csrf import Typed
from portal.web.sessions import Reading, Writing, database_of
from portal.web.view import page, path_for, preferences, say, see_other

KEPT_FOR = timedelta(days=7)


def apply_router(kind: RequestKind) -> APIRouter:
    """The routes of one kind, named `<service>.apply`, `.step`, `.check` …."""
    router = APIRouter(prefix=f"{kind.path}/apply", dependencies=[Depends(resident)])
    pages = ApplyPages(kind)
    routes = (
        ("GET", "", pages.start, "apply"),
        ("POST", "", pages.begin, "begin"),
        ("GET", "/check", pages.check, "check"),
        ("POST", "/submission", pages.submit, "submit"),
        ("POST", "/photos/{number}/removal", pages.remove_photo, "remove_photo"),
        ("GET", "/{slug}", pages.show_step, "step"),
        ("POST", "/{slug}", pages.keep_step, "keep_step"),
    )
    for method, path, endpoint, name in routes:
        router.add_api_route(path, endpoint, methods=[method], name=f"{kind.service}.{name}", response_model=None)
    return router


class ApplyPages:
    """The pages for one kind."""

    def __init__(self, kind: RequestKind) -> None:
        self.kind = kind

    def start(self, request: Request, session: Reading) -> Response:
        draft = self._open(request, session)
        return page(
            request,
            f"{self.kind.service}/apply.html",
            private=True,
            kind=self.kind,
            draft=draft,
            brought=self.kind.brought(request.query_params),
            notice=notice_of(request),
        )

    def begin(self, request: Request, typed: Typed, session: Writing) -> Response:
        """A blank sheet: whoever begins anew sees nothing of what was typed for somebody else."""
        draft = blank_draft(request, session, self.kind, channel="online")
        draft.answers = self.kind.prefill(typed)
        first = first_open(self.kind.steps, draft.answers) or self.kind.steps[0]
        return visits.keep(request, see_other(self._path(request, first.slug)))

    def show_step(self, request: Request, session: Reading, slug: str) -> Response:
        draft = self._open(request, session)
        if draft is None:
            return see_other(path_for(request, f"{self.kind.service}.apply"))
        step = self._step(draft.answers, slug)
        return self._page(request, draft, step, step.build(asking_of(request, None, draft.answers, session)))

    def keep_step(self, request: Request, typed: Typed, session: Writing, slug: str) -> Response:
        draft = self._open(request, session)
        if draft is None:
            return see_other(path_for(request, f"{self.kind.service}.apply"))
        step = self._step(draft.answers, slug)
        form = step.build(asking_of(request, typed, draft.answers, session))
        if not form.validate():
            return self._page(request, draft, step, form, status=422)
        now = request.app.state.clock.now()
        if step.takes_photos:
            problem = add_photos(request, draft, typed, now)
            if problem:
                form["photos"].errors = [problem]
                return self._page(request, draft, step, form, status=422)
        draft.keep(slug, answer_of(form), at=now, expires_at=now + KEPT_FOR, clears=step.clears)
        phone = draft.phone
        draft.phone_lookup = database_of(request).keyring.lookup(phone, LOOKUP) if phone else None
        following = first_open(self.kind.steps, draft.answers)
        return see_other(
            self._path(request, following.slug) if following else path_for(request, f"{self.kind.service}.check")
        )

    def remove_photo(self, request: Request, typed: Typed, session: Writing, number: int) -> Response:
        del typed
        draft = self._open(request, session)
        photo = next((photo for photo in draft.photos if photo.id == number), None) if draft else None
        if draft is None or photo is None:
            raise NotFound
        draft.photos.remove(photo)
        step = next(step for step in self.kind.steps if step.takes_photos)
        return see_other(self._path(request, step.slug))

    def check(self, request: Request, session: Reading) -> Response:
        draft = self._open(request, session)
        if draft is None:
            return see_other(path_for(request, f"{self.kind.service}.apply"))
        missing = first_open(self.kind.steps, draft.answers)
        if missing is not None:
            return see_other(self._path(request, missing.slug))
        gone = self.kind.outdated(request, session, draft.answers)
        if gone is not None:
            return see_other(self._path(request, gone))
        rows = rows_of(request, self.kind, draft.answers)
        for row in rows:
            row["href"] = self._path(request, str(row["step"]))
        return page(
            request,
            "drafting/check.html",
            private=True,
            kind=self.kind,
            draft=draft,
            rows=rows,
            of=len(shown_steps(self.kind.steps, draft.answers)) + 1,
            advice=self.kind.advice(draft.answers),
        )

    def submit(self, request: Request, typed: Typed, session: Writing) -> Response:
        del typed
        ids = visits.granted(request, session, "draft")
        draft = store.newest_draft(session, ids, service=self.kind.service)
        if draft is None:
            raise NotFound
        if draft.sent_at is None and (missing := first_open(self.kind.steps, draft.answers)):
            return see_other(self._path(request, missing.slug))
        if draft.sent_at is None and (gone := self.kind.outdated(request, session, draft.answers)):
            return see_other(self._path(request, gone))
        database = database_of(request)
        is_new = draft.sent_at is None
        consents = consents_of(draft.answers)
        made = service.submit(session, draft, self.kind, keyring=database.keyring, at=request.app.state.clock.now())
        if is_new:
            self.kind.follow(request, session, made, made.life.sent.event)
            version = request.app.state.privacy_register.notice.version
            privacy.keep_notice(session, f"request:{made.id}", version=version, consents=consents, at=made.created_at)
        visits.grant(request, session, "request", made.id)
        return visits.keep(request, see_other(path_for(request, "requests.receipt", reference=made.reference)))

    def _open(self, request: Request, session: ReadSession) -> Draft | None:
        ids = visits.granted(request, session, "draft")
        return store.open_draft(session, ids, service=self.kind.service, now=request.app.state.clock.now())

    def _step(self, answers: Answers, slug: str) -> Step:
        found = next((step for step in shown_steps(self.kind.steps, answers) if step.slug == slug), None)
        if found is None:
            raise NotFound
        return found

    def _path(self, request: Request, slug: str) -> str:
        return path_for(request, f"{self.kind.service}.step", slug=slug)

    def _page(self, request: Request, draft: Draft, step: Step, form: Any, status: int = 200) -> Response:
        steps = shown_steps(self.kind.steps, draft.answers)
        number = steps.index(step)
        before = (
            self._path(request, steps[number - 1].slug) if number else path_for(request, f"{self.kind.service}.apply")
        )
        return page(
            request,
            "drafting/step.html",
            private=True,
            status=status,
            kind=self.kind,
            draft=draft,
            step=step,
            form=form,
            place=place_of(self.kind.steps, draft.answers, step.slug),
            before=before,
            action=path_for(request, f"{self.kind.service}.keep_step", slug=step.slug),
        )


def blank_draft(request: Request, session: WriteSession, kind: Journey, *, channel: str) -> Draft:
    """A new draft that this browser may go on with; `channel` says how the family came to us."""
    now = request.app.state.clock.now()
    store.forget_lapsed(session, now=now)
    code = new_resume_code(secrets.randbelow)
    draft = Draft(
        service=kind.service,
        submit_key=secrets.token_urlsafe(24),
        resume_code=code,
        resume_lookup=database_of(request).keyring.lookup(code, "draft.resume_code"),
        answers={},
        channel=channel,
        created_at=now,
        updated_at=now,
        expires_at=now + KEPT_FOR,
    )
    session.add(draft)
    session.flush()  # gives the number that this browser is granted
    visits.grant(request, session, "draft", draft.id)
    return draft


def notice_of(request: Request) -> Sequence[str]:
    """What a person reads before anything is asked."""
    lines: Mapping[str, Sequence[str]] = request.app.state.privacy_register.notice.lines
    return lines[preferences(request).language]


def rows_of(request: Request, kind: Journey, answers: Answers) -> list[dict[str, object]]:
    """All answers in words, for the check page and the desk."""
    asking = asking_of(request, None, answers)
    lines = [
        line
        for step in shown_steps(kind.steps, answers)
        for line in in_words(step, asking, lambda word: say(request, word))
    ]
    return [{"step": line.step, "label": line.label, "text": line.text} for line in lines]


def asking_of(request: Request, typed: FormData | None, answers: Answers, session: ReadSession | None = None) -> Asking:
    state = request.app.state
    language = preferences(request).language
    return Asking(
        typed=typed,
        answers=answers,
        language=language,
        divisions=state.divisions,
        today=state.clock.today(),
        session=session,
    )


def add_photos(request: Request, draft: Draft, typed: FormData, now: datetime) -> str | None:
    """Keep the photos that came with a page, or say what is wrong with one; none is kept when one is refused."""
    sent = [file for file in typed.getlist("photos") if isinstance(file, UploadFile) and file.filename]
    if len(sent) + len(draft.photos) > uploads.MOST_PHOTOS:
        return uploads.TOO_MANY
    try:
        pictures = [uploads.reencoded(file.file.read(uploads.MOST_BYTES + 1)) for file in sent]
    except Refusal as refusal:
        return refusal.key
    for picture in pictures:
        name = request.app.state.storage.papers.store(picture, media_type=uploads.MEDIA_TYPE)
        draft.photos.append(Photo(sha256=name, size=len(picture), created_at=now))
    return None
