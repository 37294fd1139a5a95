"""The only file that knows every room."""

import os
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from anyio import Semaphore, to_thread
from fastapi import APIRouter, Depends, FastAPI, Request
from pydantic import SecretStr
from starlette.responses import Response

from portal.approvals import pages as approvals_pages
from portal.borrowing import kind as loans
from portal.borrowing import pages as borrowing_pages
from portal.bulk import staff_pages as bulk_pages
from portal.bulk import term_pages
from portal.chores import chores
from portal.counter import staff_pages as counter_staff_pages
from portal.counter import wall_codes
from portal.courses import content as courses
from portal.courses import enrolling as courses_enrolling
from portal.courses import pages as courses_pages
from portal.db.engine import Database, open_database
from portal.drafting import pages as drafting_pages
from portal.drafting.things import DraftThings
from portal.enrolment_desk import day_pages as enrolment_day_pages
from portal.enrolment_desk import draw_pages as enrolment_draw_pages
from portal.enrolment_desk import entry_pages as enrolment_entry_pages
from portal.enrolment_desk import number_pages as enrolment_number_pages
from portal.enrolment_desk import paper_pages as enrolment_paper_pages
from portal.enrolment_desk import staff_pages as enrolment_staff_pages
from portal.enrolment_desk import work_pages as enrolment_work_pages
from portal.enrolments import content as enrolments_content
from portal.enrolments import store as enrolments_store
from portal.fraud_help import caller_pages as fraud_help_caller_pages
from portal.fraud_help import content as fraud_help
from portal.fraud_help import pages as fraud_help_pages
from portal.fraud_help import staff_pages as fraud_help_staff_pages
from portal.fraud_warnings import content as fraud_warnings
from portal.fraud_warnings import pages as fraud_warnings_pages
from portal.front import codes as codes_pages
from portal.front import pages as front_pages
from portal.guides import content as guides
from portal.guides import pages as guides_pages
from portal.guides import statement
from portal.home_modification_case import office as modification_office
from portal.home_modification_case.rules import EVERY_ROLE
from portal.home_modification_desks import (
    files_pages,
    papers_pages,
    plan_pages,
    year_pages,
)
from portal.home_modification_desks import staff_pages as modification_desks
from portal.home_modifications import family_pages
from portal.home_modifications import items as home_modification_items
from portal.home_modifications import kind as home_modifications
from portal.home_modifications import pages as home_modifications_pages
from portal.home_modifications.lifts import LiftThings
from portal.kernel.calendar import Workdays
from portal.kernel.clock import Clock, SystemClock
from portal.kernel.divisions import Divisions
from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.loans.telling import Teller
from portal.messages import outbox
from portal.messages import staff_pages as messages_staff_pages
from portal.messages import templates as message_templates
from portal.messages.delivery import Postman
from portal.messages.gateways.aliyun import AliyunAccount
from portal.messages.gateways.choose import Accounts, gateways
from portal.messages.gateways.tencent import TencentAccount
from portal.messages.routes import Routes
from portal.my import data_pages as my_data_pages
from portal.my import pages as my_pages
from portal.my.granting import granted_by_phone
from portal.next_of_kin import staff_pages as next_of_kin_pages
from portal.open_data import pages as open_data_pages
from portal.oversight import patterns as oversight_patterns
from portal.oversight import staff_pages as oversight_pages
from portal.paper.press import Press, TooLong
from portal.paper.sheets import too_long
from portal.paper.wording import Wording
from portal.paper_forms import pages as paper_forms_pages
from portal.paper_forms import scan_pages as paper_forms_scan_pages
from portal.paper_forms import staff_pages as paper_forms_staff_pages
from portal.people import pages as people_pages
from portal.people import staff_pages as people_staff_pages
from portal.people.doors import SignInAgain, anyone, sign_in_again
from portal.pictures import pages as pictures_pages
from portal.posters import pages as posters_pages
from portal.posters import week_pages
from portal.privacy import register as privacy_register
from portal.privacy.things import MyThings
from portal.publishing import store as publishing_store
from portal.publishing_desk import staff_pages as publishing_desk_pages
from portal.publishing_desk import version_pages as publishing_desk_versions
from portal.publishing_desk.checking import approved_phones
from portal.publishing_desk.settings import load_rules
from portal.rental_desk import item_pages as rental_item_pages
from portal.rental_desk import money as rental_money
from portal.rental_desk import staff_pages as rental_desk_pages
from portal.rental_desk import walk_in_pages as rental_walk_in_pages
from portal.rental_desk.steps import Counter
from portal.rental_papers import staff_pages as rental_papers_pages
from portal.rentals import content as rentals
from portal.rentals import pages as rentals_pages
from portal.representation import staff_pages as representation_staff_pages
from portal.requests import pages as requests_pages
from portal.requests import staff_pages as requests_staff_pages
from portal.requests.applying import apply_router
from portal.requests.kinds import RequestKind
from portal.requests.things import RequestThings
from portal.search import indexing as _indexing  # noqa: F401  # from here on every flush keeps the index
from portal.service_points import pages as service_points_pages
from portal.service_points.content import ServicePoints
from portal.settings import Settings
from portal.signing_up import own_pages as own_enrolment_pages
from portal.signing_up import pages as signing_up_pages
from portal.signing_up.mine import EnrolmentThings
from portal.sports import content as sports
from portal.sports import enrolling as sports_enrolling
from portal.sports import pages as sports_pages
from portal.stickers import pages as sticker_pages
from portal.stock import catalogue as loan_catalogue
from portal.stock import content as stock
from portal.storage.keeping import Uploads
from portal.tours import content as tours
from portal.tours import enrolling as tours_enrolling
from portal.tours import pages as tours_pages
from portal.upkeep import staff_pages as upkeep_pages
from portal.web import error_pages
from portal.web.application import Application
from portal.web.body_limit import BodyLimitMiddleware
from portal.web.editions import Editions
from portal.web.headers import HeadersMiddleware
from portal.web.page_cache import PageCache
from portal.web.preferences import PreferencesMiddleware
from portal.web.rate_limit import limits
from portal.web.site import load_hotlines, load_site
from portal.web.static_files import StaticFiles, serve
from portal.web.view import make_views
from portal.web.words import translations
from portal.working import Worker

PUBLICATION_KINDS = (courses.KIND, sports.KIND, tours.KIND, fraud_warnings.KIND, rentals.KIND, guides.KIND)
INTAKE_KINDS = (courses_enrolling.INTAKE, sports_enrolling.INTAKE, tours_enrolling.INTAKE)
ROUTERS = (
    front_pages.router,
    courses_pages.router,
    sports_pages.router,
    tours_pages.router,
    fraud_help_pages.router,  # before the warnings, whose addresses take any name
    fraud_warnings_pages.router,
    rentals_pages.router,
    home_modifications_pages.router,
    family_pages.router,
    guides_pages.router,
    drafting_pages.router,
    requests_pages.router,
    borrowing_pages.router,
    paper_forms_pages.router,  # before the pages of signing up, whose addresses take any name
    signing_up_pages.router,
    own_enrolment_pages.router,
    week_pages.router,
    posters_pages.router,
    service_points_pages.router,
    codes_pages.router,
    my_pages.router,
    my_data_pages.router,
    counter_staff_pages.router,
    paper_forms_staff_pages.router,
    paper_forms_scan_pages.router,
    wall_codes.router,
    oversight_pages.router,
    oversight_patterns.router,
    people_pages.router,
    people_staff_pages.router,
    upkeep_pages.router,
    pictures_pages.public,
    *(pictures_pages.picture_router(kind) for kind in PUBLICATION_KINDS),
    open_data_pages.router,
    *(bulk_pages.bulk_router(kind) for kind in PUBLICATION_KINDS),
    term_pages.term_router(courses.KIND),
    *(publishing_desk_pages.desk_router(kind) for kind in PUBLICATION_KINDS),
    approvals_pages.router,
    *(publishing_desk_versions.version_router(kind) for kind in PUBLICATION_KINDS),
    requests_staff_pages.router,
    rental_desk_pages.router,
    rental_item_pages.router,
    rental_walk_in_pages.router,
    rental_papers_pages.router,
    sticker_pages.router,
    # The last of these takes any number of a request for an address, so it comes after the fixed ones.
    year_pages.router,
    papers_pages.router,
    plan_pages.router,
    files_pages.router,
    modification_desks.router,
    fraud_help_staff_pages.router,
    fraud_help_caller_pages.router,
    messages_staff_pages.router,
    representation_staff_pages.router,
    next_of_kin_pages.router,
    enrolment_day_pages.router,
    enrolment_draw_pages.router,
    enrolment_number_pages.router,
    enrolment_paper_pages.router,
    enrolment_entry_pages.router,
    enrolment_work_pages.router,
    enrolment_staff_pages.router,
)
# When what the public sees changes by itself; a room that opens or closes something by the clock adds its own.
BOUNDARIES = (publishing_store.next_change, enrolments_store.next_change)
STAFF_LINKS = (
    (frozenset({"administrator"}), "people.index", msgid("People at the desks")),
    (frozenset({"editor", "reader", "publisher"}), "upkeep.home", msgid("Publishing desk")),
    (frozenset({"editor", "reader", "publisher"}), "publish.fraud_warnings.index", msgid("Fraud warnings")),
    (frozenset({"case_worker", "town_desk"}), "requests.desk", msgid("Applications")),
    (frozenset({"case_worker", "town_desk"}), "enrolment_desk.index", msgid("Enrolments")),
    (frozenset({"case_worker", "town_desk"}), "counter.desk", msgid("Counter and phone")),
    (frozenset({"editor", "publisher", "case_worker", "town_desk"}), "wall_codes.index", msgid("Codes on walls")),
    (frozenset({"publisher", "case_worker", "administrator"}), "oversight.measures", msgid("Who is reached")),
    (frozenset({"editor", "publisher", "administrator"}), "oversight.patterns", msgid("What pages are made of")),
    (EVERY_ROLE, "home_modification_desks.list", msgid("Home modifications")),
    (frozenset({"case_worker", "town_desk"}), "representation.desk", msgid("Who acts for whom")),
    (frozenset({"case_worker", "town_desk"}), "next_of_kin.start", msgid("For somebody who has died")),
    (frozenset({"case_worker", "administrator"}), "messages.desk", msgid("Messages")),
    (frozenset({"editor", "publisher"}), "fraud_help.desk", msgid("Tricks that residents tell of")),
    (frozenset({"station", "supervisor"}), "rental_desk.day", msgid("Lending and taking back")),
)

# What each desk is told on its first page.
STAFF_NOTICES = (upkeep_pages.notices, modification_desks.notices)


def create_app(settings: Settings, clock: Clock | None = None) -> Application:
    """The whole portal; the database is opened at the first question and must have been migrated before."""
    app = Application(openapi_url=None, docs_url=None, redoc_url=None, lifespan=partial(_lifespan, settings.threads))
    clock = clock or SystemClock()
    files = StaticFiles(settings.static_dir)
    site = load_site(settings.content_dir / "site.yaml")
    app.state.settings = settings
    app.state.clock = clock
    app.state.site = site
    app.state.static_files = files
    app.state.database, app.state.storage = opened(settings), settings.storage()
    app.state.limits = limits(app.state.database, settings.valkey_url.get_secret_value())
    app.state.divisions = Divisions.load(settings.content_dir / "divisions")
    app.state.workdays = Workdays.load(settings.content_dir / "calendar" / "workdays.yaml")
    app.state.publication_kinds = {kind.name: kind for kind in PUBLICATION_KINDS}
    app.state.desk_rules = load_rules(settings.content_dir / "publishing.yaml")
    app.state.draw_poster = posters_pages.before_release
    app.state.approved_phones = approved_phones(settings.content_dir)
    app.state.trackers = (own_enrolment_pages.find,)
    _enrolments(app, settings.content_dir)
    request_kinds = [home_modifications.kind(settings.content_dir), loans.kind(settings.content_dir)]
    app.state.request_kinds = {kind.service: kind for kind in request_kinds}
    app.state.my_things = _my_things(app.state.request_kinds, app.state.storage.papers)
    app.state.granted_by_phone = granted_by_phone
    app.state.fraud_help = fraud_help.load(settings.content_dir / "fraud_help")
    app.state.privacy_register = privacy_register.load(settings.content_dir / "privacy" / "fields.yaml")
    _rentals(app, settings.content_dir)
    app.state.staff_links, app.state.staff_notices = STAFF_LINKS, STAFF_NOTICES
    _home_modifications(app, settings.content_dir)
    app.state.last_audit = statement.load(settings.content_dir / "accessibility" / "last_run.yaml")
    app.state.hotlines = load_hotlines(settings.content_dir / "hotlines" / "hotlines.yaml")
    towns = [town.name for town in app.state.divisions.towns]
    app.state.wording = Wording.read(settings.content_dir / "unbroken.yaml", towns)
    app.state.press = Press(settings.templates_dir / "print", settings.fonts_dir, app.state.wording)
    app.state.service_points = ServicePoints.load(
        settings.content_dir / "service_points" / "service_points.yaml",
        divisions=app.state.divisions,
        numbers={line.number for line in app.state.hotlines},
    )
    app.state.views = make_views(
        templates=settings.templates_dir,
        content=settings.content_dir,
        site=site,
        static_files=files,
        clock=clock,
        public_url=settings.public_url,
    )
    error_pages.install(app)
    app.add_exception_handler(TooLong, too_long)
    app.add_exception_handler(SignInAgain, sign_in_again)
    app.include_router(_static())
    for router in (*ROUTERS, *(apply_router(kind) for kind in request_kinds)):
        app.include_router(router)
    app.add_middleware(BodyLimitMiddleware, most=settings.max_body_bytes)
    app.add_middleware(PreferencesMiddleware, secure=settings.production)
    app.add_middleware(HeadersMiddleware, secure=settings.production)
    editions = Editions(app.state.database, clock, BOUNDARIES)
    app.front = PageCache(app.behind, editions=editions, most_bytes=settings.page_cache_bytes)
    return app


def _my_things(kinds: Mapping[str, RequestKind], photos: Uploads) -> list[MyThings]:
    """Every room that keeps something for residents."""
    drafts = DraftThings({service: (kind.title, kind.path) for service, kind in kinds.items()}, photos)
    return [RequestThings(kinds, photos), EnrolmentThings(), drafts, LiftThings()]


def _enrolments(app: FastAPI, content: Path) -> None:
    """How places are given; whatever is released takes names from that moment."""
    app.state.intake_kinds = {kind.name: kind for kind in INTAKE_KINDS}
    app.state.enrolment_rules = enrolments_content.read(content / "enrolments.yaml")
    app.state.on_release = partial(
        enrolments_content.follow, kinds=app.state.intake_kinds, settings=app.state.enrolment_rules
    )


def _rentals(app: FastAPI, content: Path) -> None:
    """What can be borrowed, what is looked at when it goes out, and how families hear of it."""
    app.state.loan_catalogue = loan_catalogue.load(content)
    app.state.loan_teller = loan_teller(content)
    app.state.rental_counter = Counter(
        stock.checklists(content),
        rental_money.load_rules(content / "rentals" / "subsidies.csv"),
    )


def loan_teller(content: Path) -> Teller:
    """Who tells families of their loans, on a page and by night."""
    return Teller(loan_catalogue.load(content), translations(content, "zh").gettext)


def _home_modifications(app: FastAPI, content: Path) -> None:
    """What the pages and desks of home modifications go by."""
    folder = content / "home_modifications"
    app.state.home_modification_items = home_modification_items.load(folder / "items.yaml")
    app.state.home_modification_programmes = home_modification_items.load_programmes(folder / "programmes.yaml")
    app.state.modification_office = modification_office.load(
        folder, app.state.workdays, translations(content, "zh").gettext
    )


def opened(settings: Settings) -> Database:
    """The database with everything that its rows are written with: keys and message texts."""
    database = open_database(settings.database, settings.secret(), settings.cipher)
    site = load_site(settings.content_dir / "site.yaml")
    texts = message_templates.load(settings.content_dir / "messages", sender=site.short_name or site.name)
    outbox.install(database, texts)
    return database


def postman(settings: Settings, database: Database, clock: Clock) -> Postman:
    """The worker that carries messages out; raises `ValueError` where a way out is not wholly set up."""
    secret = SecretStr.get_secret_value
    accounts = Accounts(
        file=settings.data_dir / "messages.jsonl",
        production=settings.production,
        webhook_url=settings.webhook_url,
        webhook_secret=secret(settings.webhook_secret),
        aliyun=AliyunAccount(settings.aliyun_key_id, secret(settings.aliyun_key_secret), settings.aliyun_sign),
        tencent=TencentAccount(
            settings.tencent_secret_id, secret(settings.tencent_secret_key), settings.tencent_sign, settings.tencent_app
        ),
    )
    names = [name.strip() for name in settings.messages_by.split(",") if name.strip()]
    routes = Routes(gateways(names, accounts, clock.now))
    return Postman(database, routes, clock, name=_worker_name())


def worker(settings: Settings, database: Database, clock: Clock) -> Worker:
    """Who does by the clock what stands in `portal/chores.py`."""
    return Worker(database, clock, name=_worker_name(), chores=chores(settings.content_dir))


def _worker_name() -> str:
    return f"{os.uname().nodename}:{os.getpid()}:{secrets.token_hex(4)}"


@asynccontextmanager
async def _lifespan(threads: int, app: FastAPI) -> AsyncIterator[None]:
    # Forty threads fight over one interpreter lock; a few are faster and fairer (docs/decisions/0003).
    to_thread.current_default_thread_limiter().total_tokens = threads
    app.state.turns = Semaphore(max(1, threads // 2), fast_acquire=True)
    yield
    app.state.database.dispose()


def _static() -> APIRouter:
    router = APIRouter(dependencies=[Depends(anyone)])

    @router.get("/static/{stamped:path}", name="static")
    def static(request: Request, stamped: str) -> Response:
        answer = serve(request, request.app.state.static_files, stamped)
        if answer is None:
            raise NotFound
        return answer

    @router.get("/healthz", name="health")
    def health() -> Response:
        return Response("ok", media_type="text/plain")

    return router
