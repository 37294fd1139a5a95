"""`portal serve · load · migrate · staff`: what a person who runs the portal types."""

import gc
import os
import signal
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError, OperationalError

from portal import forgetting, rotating, serving, starting
from portal.app import INTAKE_KINDS, PUBLICATION_KINDS, create_app, loan_teller, opened, postman, worker
from portal.db import copying, keys, leases, turns
from portal.db.engine import Database, open_database
from portal.db.migrate import upgrade
from portal.enrolments import turning
from portal.enrolments.content import load_intakes
from portal.kernel.calendar import Workdays
from portal.kernel.clock import SystemClock
from portal.kernel.divisions import Divisions
from portal.kernel.errors import StorageAway
from portal.loans.night import Round, go_round
from portal.people import audit, enrol
from portal.people.rules import ROLES
from portal.posters import standing
from portal.privacy import retention
from portal.publishing.loading import Report, load_all
from portal.publishing_desk.checking import check_files
from portal.publishing_desk.settings import load_rules
from portal.search.indexing import catch_up
from portal.settings import Settings
from portal.stock import content as stock
from portal.storage import copying as carrying
from portal.storage.choose import in_folder
from portal.upkeep import reminding
from portal.web.sessions import writing

app = typer.Typer(help="The portal for the elders of a district.", no_args_is_help=True)
staff = typer.Typer(help="The people who work at the desks.", no_args_is_help=True)
app.add_typer(staff, name="staff")
keys_group = typer.Typer(help="The keys that personal data is sealed with.", no_args_is_help=True)
app.add_typer(keys_group, name="keys")


@app.command()
def serve() -> None:
    """Bring the database up to date, load the content and answer on HOST:PORT."""
    gc.disable()  # nothing worth looking for is made until `serving.answer` looks
    host, port = os.environ.get("HOST", "127.0.0.1"), starting.port()
    here = {} if "PORTAL_PUBLIC_URL" in os.environ else {"public_url": f"http://{host}:{port}"}
    settings = starting.settings(**here)
    starting.storage(settings)
    database = starting.database(settings)
    _say(_load(settings, database))
    _demonstrate(settings, database)
    typer.echo(f"The portal answers on http://{host}:{port}  (Ctrl+C ends it)")
    serving.answer(
        create_app(settings),
        postman(settings, database, SystemClock()),
        worker(settings, database, SystemClock()),
        host=host,
        port=port,
    )
    database.dispose()


@app.command()
def deliver() -> None:
    """Carry waiting messages to the people they are for, until Ctrl+C or SIGTERM."""
    settings = starting.settings()
    database = starting.database(settings)
    carrier = postman(settings, database, SystemClock())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: carrier.stop.set())
    typer.echo(f"Messages go out by {settings.messages_by}.")
    with serving.at_work(worker(settings, database, SystemClock())):
        carrier.run()
    database.dispose()


@app.command()
def turn() -> None:
    """Let offers that nobody answered go on now, as `serve` and `deliver` do by themselves twice a minute."""
    settings = starting.settings()
    database = starting.database(settings)
    moved = turning.turn(database, SystemClock().now())
    database.dispose()
    typer.echo(f"In {moved} lines somebody moved up or left.")


@app.command()
def migrate() -> None:
    """Bring the database to its newest form."""
    starting.database(starting.settings()).dispose()
    typer.echo("The database is up to date.")


@app.command("copy-database")
def copy_database(target_url: Annotated[str, typer.Argument(help="postgresql+psycopg://…, empty")]) -> None:
    """Copy everything into another, empty database, and keep it only if every count and checksum agrees."""
    settings = starting.settings()
    target_url = starting.settings(database_url=target_url).database
    source, target = starting.database(settings), open_database(target_url, settings.secret(), settings.cipher)
    try:
        upgrade(target.writing)
        with source.reader() as reading, writing(target) as session:
            carried = copying.carry(reading, session)
            found = catch_up(session, everything=True)
    except copying.NotEmpty as problem:
        typer.echo(f"Nothing was copied. The other database is not empty: {problem}", err=True)
        raise typer.Exit(1) from None
    except copying.NotTheSame as problem:
        typer.echo(f"Nothing was copied. What arrived is not what was sent: {problem}", err=True)
        raise typer.Exit(1) from None
    except DBAPIError as problem:  # its own text may hold what was to be written
        said = str(problem.orig).partition("\n")[0] if isinstance(problem, OperationalError) else "it refused a row"
        typer.echo(f"Nothing was copied. The other database: {said}", err=True)
        raise typer.Exit(1) from None
    finally:
        source.dispose()
        target.dispose()
    for one in carried:
        typer.echo(f"{one.table:24} {one.rows:>9}  {one.checksum}")
    typer.echo(f"Every count and checksum agrees; {found} things can be found. Now set PORTAL_DATABASE_URL.")


@app.command("copy-uploads")
def copy_uploads() -> None:
    """Copy the files under PORTAL_DATA_DIR into the bucket of PORTAL_UPLOADS_URL, and read each one back."""
    settings = starting.settings()
    try:
        for one in carrying.carry(in_folder(settings.data_dir), starting.storage(settings)):
            typer.echo(f"{one.area:24} {one.files:>9}  {one.before} were there before")
    except (carrying.NotTheSame, StorageAway) as problem:
        typer.echo(f"Not everything was copied; run it again. {type(problem).__name__}: {problem}", err=True)
        raise typer.Exit(1) from None


@app.command()
def reindex() -> None:
    """Build the search index anew; needed only when a release says so."""
    with writing(starting.database(starting.settings())) as session:
        typer.echo(f"{catch_up(session, everything=True)} things can be found.")


@app.command()
def load(
    *, strict: Annotated[bool, typer.Option(help="Write nothing at all unless every file is good.")] = False
) -> None:
    """Load the files under content/; a bad one is named and skipped, and the exit status is then 1."""
    settings = starting.settings()
    report = _load(settings, starting.database(settings), strict=strict)
    _say(report)
    raise typer.Exit(1 if report.problems else 0)


@app.command()
def check(folder: Annotated[Path | None, typer.Argument(help="Another folder than content/.")] = None) -> None:
    """Look at every content file as the publishing desk does; the exit status is 1 where one must be mended."""
    clock = SystemClock()
    stops = advice = 0
    content = folder or starting.settings().content_dir
    for name, fault in check_files(content, PUBLICATION_KINDS, now=clock.now(), today=clock.today()):
        if isinstance(fault, str):
            stops += 1
            typer.echo(f"{name}: {fault}", err=True)
            continue
        stops, advice = stops + fault.must_be_mended, advice + (not fault.must_be_mended)
        mend = f"; instead: {', '.join(fault.instead)}" if fault.instead else ""
        said = f"{fault.says.zh} {fault.text}{mend}"
        typer.echo(f"{name}: {fault.field}: {'MEND' if fault.must_be_mended else 'advice'}: {said}")
    typer.echo(f"{stops} to mend, {advice} pieces of advice.")
    raise typer.Exit(1 if stops else 0)


@app.command()
def lending() -> None:
    """Walk the round of the rentals now, as `serve` and `deliver` do: late devices, unanswered offers, reminders."""
    settings = starting.settings()
    database = starting.database(settings)
    done = _lending(settings, database)
    database.dispose()
    typer.echo(
        f"{done.to_call} loans need a call, {done.lapsed} offers lapsed, {done.offered} were made, "
        f"{done.reminded} people were reminded."
    )


def _lending(settings: Settings, database: Database) -> Round:
    clock, content = SystemClock(), settings.content_dir
    workdays = Workdays.load(content / "calendar" / "workdays.yaml")
    with writing(database) as session:
        return go_round(session, loan_teller(content), at=clock.now(), today=clock.today(), workdays=workdays)


@app.command()
def remind() -> None:
    """Remind the owners of what was not checked for long now, as `serve` and `deliver` do: at most once a week each."""
    settings, clock = starting.settings(), SystemClock()
    rules = load_rules(settings.content_dir / "publishing.yaml")
    with writing(starting.database(settings)) as session:
        done = reminding.remind(session, rules, now=clock.now(), today=clock.today())
    typer.echo(
        f"{done.sent} reminded by message, {done.before} were this week already, {done.at_desk} see it at their desk."
    )


@app.command()
def doctor() -> None:
    """Say whether the portal is well; the exit status is 1 where somebody has to look."""
    settings, clock = starting.settings(), SystemClock()
    database = opened(settings)
    with database.reader() as session:
        broken = audit.verify(session)
    found = [
        (broken is None, "audit trail", "every line fits" if broken is None else f"line {broken} was changed"),
        (
            Workdays.load(settings.content_dir / "calendar" / "workdays.yaml").known(clock.today().year),
            "working days",
            f"content/calendar/workdays.yaml and the year {clock.today().year}",
        ),
    ]
    checked = list(check_files(settings.content_dir, PUBLICATION_KINDS, now=clock.now(), today=clock.today()))
    stops = [name for name, fault in checked if isinstance(fault, str) or fault.must_be_mended]
    found.append((not stops, "content", ", ".join(stops) or "nothing has to be mended"))
    database.dispose()
    for well, what, said in found:
        typer.echo(f"{'well' if well else 'LOOK'}  {what}: {said}")
    raise typer.Exit(0 if all(well for well, _, _ in found) else 1)


@staff.command("add")
def staff_add(
    username: str,
    name: Annotated[str, typer.Option(prompt=True)],
    department: Annotated[str, typer.Option(prompt=True)],
    role: Annotated[list[str], typer.Option(help=f"One or more of: {', '.join(ROLES)}")],
    *,
    town: Annotated[list[str] | None, typer.Option(help="For the desk of a town: its code, nine digits.")] = None,
    phone: Annotated[str, typer.Option(help="A mobile for reminders and urgent links.")] = "",
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Add a person; prints once the key for their code app."""
    settings = starting.settings()
    divisions = Divisions.load(settings.content_dir / "divisions")
    unknown = [code for code in town or () if divisions.town(code) is None]
    if unknown:
        raise typer.BadParameter(f"{', '.join(unknown)}: no town of this district; see content/divisions/towns.csv")
    with writing(starting.database(settings)) as session:
        try:
            made = enrol.add_staff(
                session,
                username=username,
                name=name,
                department=department,
                roles=role,
                towns=town or (),
                password=password,
                phone=phone,
                now=SystemClock().now(),
            )
        except ValueError as problem:
            raise typer.BadParameter(str(problem)) from None
    typer.echo(f"Added {username}. Put this key into the code app (it is shown only now):\n{made.totp_uri}")


@keys_group.command("check")
def keys_check() -> None:
    """Say whether the keys at hand open what stands in the database, and how much stands under each."""
    database = starting.database(starting.settings())
    with database.reader() as session:
        counted = keys.standing(session)
    database.dispose()
    typer.echo("The keys open every sealed column, and made every hash.")
    for number, count in counted.items():
        typer.echo(f"{count:9}  values stand under key {number}")


@keys_group.command("add")
def keys_add() -> None:
    """Add a key to the file; restart every process of the portal, then run `portal keys rotate`."""
    settings = starting.settings()
    if settings.secret_key.get_secret_value():
        raise typer.BadParameter("The keys stand in PORTAL_SECRET_KEY: add the new one there.")
    starting.database(settings).dispose()
    typer.echo(f"Added key {settings.add_key()}. Restart the portal, then run `portal keys rotate`.")


@keys_group.command("rotate")
def keys_rotate() -> None:
    """Seal and hash everything anew with the newest key; what was broken off goes on where it stopped.

    Where keys stand in a file and nothing is left to do, a new key is added first; no portal may run then.
    """
    settings = starting.settings()
    database = starting.database(settings)
    with database.reader() as session:
        done, busy = keys.is_done(session), leases.anybody(session, now=SystemClock().now())
    if done and not settings.secret_key.get_secret_value():
        if busy:
            database.dispose()
            typer.echo(
                f"Not begun: a portal is running ({busy}) and would not know the new key. Run `portal keys add`, "
                "restart it, then rotate; or stop it and wait two minutes.",
                err=True,
            )
            raise typer.Exit(3)
        settings.add_key()
        database.dispose()
        database = starting.database(settings)
    made = rotating.rotate(database)
    database.dispose()
    typer.echo(
        f"Sealed {made.sealed} values and hashed {made.hashed} anew with key {max(settings.secret())}. "
        f"{made.kept} hashes of what was erased stay. Keep the older keys for old backups."
    )


@app.command()
def forget() -> None:
    """Erase what has been kept long enough, and say how much; run it once a day."""
    settings = starting.settings()
    starting.storage(settings)
    portal = create_app(settings)
    starting.database(settings).dispose()
    database = portal.state.database
    rules = forgetting.rules(database, portal.state.my_things, portal.state.storage.papers)
    done = retention.run(database, rules, now=SystemClock().now())
    database.dispose()
    for name, count in done.items():
        typer.echo(f"{count:6}  {name}")


class _NotGood(Exception):
    """With --strict, one bad file undoes the whole load."""


def _load(settings: Settings, database: Database, *, strict: bool = False) -> Report:
    report = Report()
    try:
        with writing(database) as session:
            turns.take(session.connection())
            divisions = Divisions.load(settings.content_dir / "divisions")
            report = load_all(
                session, settings.content_dir, PUBLICATION_KINDS, divisions=divisions, clock=SystemClock()
            )
            standing.ensure(session, divisions, at=SystemClock().now())
            load_intakes(session, settings.content_dir / "enrolments.yaml", INTAKE_KINDS, now=SystemClock().now())
            stock.load(session, settings.content_dir, at=SystemClock().now())
            catch_up(session)  # an upgrade may have brought the index, or new words to find things by
            if strict and report.problems:
                raise _NotGood  # noqa: TRY301  # raising is what undoes the transaction
    except _NotGood:
        typer.echo("Nothing was written, because --strict was asked for and not every file is good.", err=True)
    return report


def _say(report: Report) -> None:
    typer.echo(f"Content: {report.loaded} loaded, {report.unchanged} unchanged, {report.withdrawn} withdrawn.")
    if report.kept:
        typer.echo(f"  {report.kept} kept as staff wrote them at the desk; their files were not read.")
    for problem in report.problems:
        typer.echo(f"  not loaded - {problem}", err=True)


def _demonstrate(settings: Settings, database: Database) -> None:
    if settings.production:
        return
    with writing(database) as session:
        turns.take(session.connection())
        made = enrol.demonstration(session, SystemClock().now())
    for one in made or []:
        address = f"{settings.public_url}/staff/one-time/{one.token}"
        typer.echo(f"Demonstration sign-in for {one.username} (once, within 24 hours): {address}")
