"""The desk of one kind of publication: the same pages for every kind, made from what its schema asks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from portal.kernel.errors import Refusal
from portal.kernel.language import HTML_LANG
from portal.offline import links
from portal.people.doors import Staff
from portal.people.model import StaffMember
from portal.publishing import store as publications
from portal.publishing.filling import NotYetGood
from portal.publishing.kinds import PublicationKind
from portal.publishing.listing import words_of
from portal.publishing.model import Publication
from portal.publishing.questions import Document, Question, answers_of, document_of, lengths_of, questions_of
from portal.publishing.rules import IN_REVIEW, STATES, STEPS, THREE, is_theirs, may
from portal.publishing_desk import service, store
from portal.publishing_desk.checking import MOST_SHOWN
from portal.publishing_desk.doors import AnyDesk, Editor, Publisher, Reader
from portal.publishing_desk.forms import Say, answer_in_words, answers_in_words, form_of, label_of
from portal.publishing_desk.rules import changed_by, differences
from portal.web.csrf import Typed, whole_number
from portal.web.paging import Paging, page_number
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, say, see_other

ROOM = 3  # of each list, like the days of a tour, on an empty form
# Event, the noun in its address, and who stands at its door.
STEP_PATHS = (
    ("submit", "submission", Editor),
    ("approve", "reading", Reader),
    ("send_back", "return", Reader),
    ("release", "publication", Publisher),
    ("withdraw", "publication/end", Publisher),
    ("reopen", "reopening", Editor),
)


def desk_router(kind: PublicationKind) -> APIRouter:
    """All routes of one kind's desk."""
    router = APIRouter(prefix=kind.desk_path)
    pages = KindPages(kind)
    reads = (("", "index"), ("/new", "new"), ("/{number}", "review"), ("/{number}/text", "edit"))
    for path, name in reads:
        router.add_api_route(path, getattr(pages, name), name=pages.named(name), methods=["GET"])
    for path, name in (("", "create"), ("/{number}/text", "save"), ("/{number}/remarks", "remark")):
        router.add_api_route(path, getattr(pages, name), name=pages.named(name), methods=["POST"])
    for event, noun, door in STEP_PATHS:
        router.add_api_route(f"/{{number}}/{noun}", pages.step(event, door), name=pages.named(event), methods=["POST"])
    return router


def desk_for(request: Request, kind: PublicationKind) -> service.Desk:
    state = request.app.state
    return service.Desk(
        kind, state.desk_rules, state.divisions, state.clock, state.approved_phones, on_release=state.on_release
    )


class KindPages:
    """The pages of one kind."""

    templates = "publishing_desk"

    def __init__(self, kind: PublicationKind) -> None:
        self.kind = kind

    def named(self, name: str) -> str:
        return f"publish.{self.kind.room}.{name}"

    def path(self, request: Request, name: str, **params: Any) -> str:
        return path_for(request, self.named(name), **params)

    def desk(self, request: Request) -> service.Desk:
        return desk_for(request, self.kind)

    def index(self, request: Request, session: Reading, staff: AnyDesk) -> Response:
        state = request.query_params.get("state", "")
        state = state if state in STATES else ""
        typed = request.query_params.get("q", "").replace("\x00", "").strip()[:60]
        found = store.listed(session, self.kind, state=state, typed=typed)
        total, is_full = found.counted()
        kept = tuple((name, value) for name, value in (("state", state), ("q", typed)) if value)
        paging = Paging(
            page=page_number(request.query_params.get("page"), total=total),
            total=total,
            path=self.path(request, "index"),
            query=kept,
            is_full=is_full,
        )
        rows = found.part(paging.offset, paging.per_page)
        return self._page(
            request, "index", staff, found=rows, words_of=words_of(request), paging=paging, state=state, typed=typed
        )

    def new(self, request: Request, staff: Editor) -> Response:
        return self._form_page(request, staff, {}, questions_of(self.kind.schema))

    def create(self, request: Request, session: Writing, staff: Editor, typed: Typed) -> Response:
        questions = self._questions(typed)
        try:
            row = service.write(session, self.desk(request), self._document(typed, questions), by=staff)
        except NotYetGood as problem:
            return self._form_page(request, staff, self._typed(typed, questions), questions, wrong=problem.wrong)
        return see_other(self.path(request, "review", number=row.id))

    def review(self, request: Request, session: Reading, staff: AnyDesk, number: int) -> Response:
        return self._review_page(request, session, staff, self._row(session, number))

    def edit(self, request: Request, session: Reading, staff: Editor, number: int) -> Response:
        row = self._row(session, number)
        document = store.working_document(row)
        questions = self.desk(request).questions(document)
        return self._form_page(request, staff, answers_of(document, questions), questions, row=row)

    def save(self, request: Request, session: Writing, staff: Editor, number: int, typed: Typed) -> Response:
        row = self._row(session, number, lock=True)
        version = whole_number(typed, "version")
        questions = self._questions(typed)
        if version != row.version:
            return self._conflict_page(request, session, staff, row, typed)
        document = self._document(typed, questions, theirs=store.working_document(row))
        try:
            service.rewrite(session, self.desk(request), row, document, version=version, by=staff)
        except NotYetGood as problem:
            answers = self._typed(typed, questions)
            return self._form_page(request, staff, answers, questions, row=row, wrong=problem.wrong)
        return see_other(self.path(request, "review", number=number))

    def remark(self, request: Request, session: Writing, staff: AnyDesk, number: int, typed: Typed) -> Response:
        row = self._row(session, number)
        try:
            service.comment(session, self.desk(request), row, by=staff, said=str(typed.get("said", "")))
        except Refusal as refusal:
            return self._review_page(request, session, staff, row, wrong={"comment": refusal.key})
        return see_other(self.path(request, "review", number=number))

    def step(self, event: str, door: Any) -> Any:
        """A route that takes this step."""

        def take(request: Request, session: Writing, staff: Any, number: int, typed: FormData) -> Response:
            row = self._row(session, number, lock=True)
            reason = str(typed.get("reason", ""))
            version = whole_number(typed, "version")
            try:
                service.take(session, self.desk(request), row, event, version=version, by=staff, reason=reason)
            except Refusal as refusal:
                if refusal.field is None:
                    raise
                return self._review_page(request, session, staff, row, wrong={event: refusal.key})
            return see_other(self.path(request, "review", number=number))

        take.__annotations__ |= {"staff": door, "typed": Typed, "session": Writing}
        return take

    def _row(self, session: Reading, number: int, *, lock: bool = False) -> Publication:
        return publications.by_id(session, self.kind.model, number, lock=lock)

    def _questions(self, typed: FormData) -> Sequence[Question]:
        return questions_of(self.kind.schema, lengths=lengths_of(self.kind.schema, list(typed)))

    def _document(self, typed: FormData, questions: Sequence[Question], theirs: Document | None = None) -> Document:
        """What was typed; where somebody chose to keep the other's answer, that one."""
        answers = self._typed(typed, questions)
        if theirs is not None:
            others = answers_of(theirs, questions)
            answers |= {name: others[name] for name in answers if typed.get(f"keep_{name}") == "theirs"}
        return document_of(lambda name: _as_list(answers.get(name)), questions)

    def _typed(self, typed: FormData, questions: Sequence[Question]) -> dict[str, Any]:
        return {
            question.name: [str(one) for one in typed.getlist(question.name)]
            if question.kind == "many"
            else str(typed.get(question.name, "")).replace("\x00", "")
            for question in questions
        }

    def _page(self, request: Request, name: str, staff: Staff, *, status: int = 200, **context: Any) -> Response:
        return page(
            request,
            f"{self.templates}/{name}.html",
            private=True,
            status=status,
            staff=staff,
            kind=self.kind,
            at=partial(self.path, request),
            **context,
        )

    def _form_page(
        self,
        request: Request,
        staff: Staff,
        answers: Mapping[str, Any],
        questions: Sequence[Question],
        *,
        row: Publication | None = None,
        wrong: Mapping[str, str] | None = None,
    ) -> Response:
        lengths: dict[str, int] = {}
        for question in questions:
            if question.number is not None:
                lengths[str(question.path[0])] = question.number + 1
        if not wrong:  # room for one more of each list; what was refused is shown as it was
            questions = questions_of(
                self.kind.schema, lengths={name: max(count + 1, ROOM) for name, count in lengths.items()}
            )
        towns = [(town.code, town.name) for town in request.app.state.divisions.towns]
        form = form_of(questions, answers, say=partial(say, request), towns=towns, wrong=wrong)
        return self._page(request, "write", staff, status=422 if wrong else 200, form=form, questions=questions, it=row)

    def _review_page(
        self,
        request: Request,
        session: Reading,
        staff: Staff,
        row: Publication,
        *,
        wrong: Mapping[str, str] | None = None,
    ) -> Response:
        desk = self.desk(request)
        document = store.working_document(row)
        people = service.people_for(desk, row)
        theirs = is_theirs(owner=row.department, department=staff.department, leading=desk.rules.leading)
        faults = desk.faults(document) if row.work_state != "withdrawn" else []
        states = {event: row.state if event in {"withdraw", "reopen"} else row.work_state for event in STEPS}
        events = [event for event in STEPS if may(event, state=states[event], roles=staff.roles, people=people)]
        return self._page(
            request,
            "review",
            staff,
            status=422 if wrong else 200,
            it=row,
            text=words_of(request)(row),
            title=(document.get("title") or {}).get("zh", ""),
            rows=answers_in_words(
                desk.questions(document), document, say=partial(say, request), towns=_town_names(request)
            ),
            stops=[fault for fault in faults if fault.must_be_mended],
            advice=[fault for fault in faults if not fault.must_be_mended],
            most_shown=MOST_SHOWN,
            field_label=_field_labels(desk.questions(document), partial(say, request)),
            approvers=self._approvers(session, row, document),
            link=links.address(request.app.state.settings.public_url, row.code),
            events=events if theirs else [],
            theirs=theirs,
            is_own=row.written_by == staff.id,
            steps=store.steps(session, row),
            signed=store.signed_by(session, row) if desk.rules.people == THREE else [],
            people=people,
            wrong=dict(wrong or {}),
            reasons={event for event, step in STEPS.items() if step.needs_reason},
        )

    def _conflict_page(
        self, request: Request, session: Reading, staff: Staff, row: Publication, typed: FormData
    ) -> Response:
        """Somebody saved it in between: show where the two differ, and let the second choose."""
        questions = self._questions(typed)
        mine = self._typed(typed, questions)
        theirs = answers_of(store.working_document(row), questions)
        base = store.version_when(session, row, whole_number(typed, "version"))
        mine_new = changed_by(answers_of(dict(base.document), questions) if base else None, mine)
        by_name = {question.name: question for question in questions}
        told = partial(self._told, request)
        rows = [
            {
                "name": one.name,
                "label": label_of(by_name[one.name], partial(say, request)),
                "theirs": told(by_name[one.name], theirs.get(one.name)),
                "mine": told(by_name[one.name], mine.get(one.name)),
                "lang": HTML_LANG[by_name[one.name].language or "zh"],
                "keep": "mine" if one.name in mine_new else "theirs",
            }
            for one in differences(theirs, mine)
        ]
        last = next(iter(store.versions(session, row)), None)
        carried = [(name, one) for name, value in mine.items() for one in _as_list(value)]
        return self._page(
            request, "conflict", staff, status=409, it=row, rows=rows, carried=carried, by=last.by_name if last else ""
        )

    def _told(self, request: Request, question: Question, answer: object) -> str:
        return answer_in_words(question, answer, partial(say, request), _town_names(request))

    def _approvers(self, session: Reading, row: Publication, document: Document) -> Sequence[StaffMember]:
        """Who may release an urgent text by a link on their phone."""
        waits = row.work_state == IN_REVIEW and self.kind.is_urgent(document)
        return store.publishers(session, but=row.written_by) if waits else []


def _field_labels(questions: Sequence[Question], speak: Say) -> Callable[[str], str]:
    """The words of the question that a fault's field belongs to."""
    labels = {".".join(map(str, question.path)): question.asked.label for question in questions}
    by_field = {path.removesuffix(".zh").removesuffix(".en"): label for path, label in labels.items()}

    def label(field: str) -> str:
        known = next((by_field[path] for path in _shorter(field) if path in by_field), None)
        # Where a whole part is missing, its first question stands for it.
        known = known or next((asked for path, asked in by_field.items() if path.startswith(f"{field}.")), None)
        return speak(known) if known else field

    return label


def _shorter(field: str) -> Iterator[str]:
    while field:
        yield field
        field = field.rpartition(".")[0]


def _town_names(request: Request) -> dict[str, str]:
    return {town.code: town.name for town in request.app.state.divisions.towns}


def _as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []
