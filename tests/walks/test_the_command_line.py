"""What a person who runs the portal types, from an empty folder to people who sign in."""

import os
import subprocess
import sys
from pathlib import Path

import pyotp
import pytest
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from portal.cli import app as command_line
from portal.db.engine import open_database
from portal.kernel.clock import SystemClock
from portal.people import sign_in
from portal.settings import Settings
from portal.web.sessions import writing
from tests.support.house import ROOT
from tests.support.portal import SECRET

pytestmark = pytest.mark.once

PASSWORD = "a long made-up one"


def portal(folder: Path, *words: str, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """One command, in a process of its own as in real life."""
    environment = os.environ | {"PORTAL_DATA_DIR": str(folder), "PORTAL_SECRET_KEY": SECRET} | settings
    command = [str(Path(sys.executable).with_name("portal")), *words]
    return subprocess.run(command, input=typed, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def at_once(folder: Path, *words: str, **settings: str) -> Result:
    """The same command without waiting for a process."""
    return CliRunner().invoke(
        command_line, words, env={"PORTAL_DATA_DIR": str(folder), "PORTAL_SECRET_KEY": SECRET} | settings
    )


def added(folder: Path, username: str, *options: str) -> subprocess.CompletedProcess[str]:
    words = ("staff", "add", username, "--name", "样例甲", "--department", "样例部门", "--password", PASSWORD, *options)
    return portal(folder, *words)


def test_content_is_loaded_into_an_empty_folder_and_a_second_time_nothing_is_new(tmp_path: Path) -> None:
    first, second = portal(tmp_path, "load"), portal(tmp_path, "load")

    assert (first.returncode, second.returncode) == (0, 0)
    assert " 0 withdrawn" in first.stdout
    assert "0 loaded" in second.stdout


def test_somebody_who_was_added_signs_in_with_password_and_code(tmp_path: Path) -> None:
    answer = added(tmp_path, "yuangong", "--role", "town_desk", "--town", "500101018")

    assert answer.returncode == 0, answer.stderr
    code = pyotp.parse_uri(answer.stdout.strip().splitlines()[-1])
    assert isinstance(code, pyotp.TOTP)
    database = open_database(f"sqlite:///{tmp_path / 'portal.db'}", bytes.fromhex(SECRET))
    now = SystemClock().now()
    with writing(database) as session:
        staff = sign_in.recognise(session, username="yuangong", password=PASSWORD, code=code.at(now), now=now)
        assert staff is not None
        assert [(role.role, role.town) for role in staff.roles] == [("town_desk", "500101018")]
    database.dispose()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--role", "king"), "unknown role"),
        (("--role", "town_desk"), "needs its town"),
        (("--role", "town_desk", "--town", "1"), "no town of this district"),
    ],
)
def test_a_mistake_is_explained_and_nobody_is_added(tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    words = ("staff", "add", "yuangong", "--name", "样例甲", "--department", "样例部门", "--password", PASSWORD)
    answer = at_once(tmp_path, *words, *options)
    again = at_once(tmp_path, *words, "--role", "editor")

    assert answer.exit_code == 2
    assert said in " ".join(answer.output.replace("│", " ").split())
    assert again.exit_code == 0, again.output


def test_a_bad_content_file_is_named_and_the_status_says_so(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name in ("templates", "static"):
        (home / name).symlink_to(ROOT / name)
    (home / "content").mkdir()
    for part in (ROOT / "content").iterdir():
        (home / "content" / part.name).symlink_to(part)
    (home / "content" / "courses").unlink()
    (home / "content" / "courses").mkdir()
    (home / "content" / "courses" / "broken.md").write_text("---\ntitle: 书法\n---\n", encoding="utf-8")

    strict = at_once(tmp_path, "load", "--strict", PORTAL_HOME=str(home))
    lenient = at_once(tmp_path, "load", PORTAL_HOME=str(home))

    assert (strict.exit_code, lenient.exit_code) == (1, 1)
    assert "broken.md: title: " in strict.stderr
    assert "Nothing was written" in strict.stderr
    assert "Content: 0 loaded" not in lenient.stdout


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"PORTAL_DATABASE_URL": "postgres://u:hush@127.0.0.1/portal"}, "wants postgresql+psycopg://"),
        ({"PORTAL_DATABASE_URL": "mysql://u:hush@127.0.0.1/portal"}, "wants postgresql+psycopg://"),
        ({"PORTAL_DATABASE_URL": "postgresql+psycopg://u:hush@127.0.0.1:x/portal"}, "wants postgresql+psycopg://"),
        ({"PORTAL_DATABASE_URL": "nonsense"}, "wants postgresql+psycopg://"),
        ({"PORTAL_DATABASE_URL": "postgresql+psycopg://u:hush@127.0.0.1:1/portal"}, "the database cannot be used"),
        ({"PORTAL_THREADS": "many"}, "PORTAL_THREADS"),
        ({"PORTAL_PRODUCTION": "true", "PORTAL_PUBLIC_URL": "http://x"}, "set PORTAL_SECRET_KEY"),
        ({"PORT": "8000x"}, "PORT wants a number"),
        ({"PORT": "99999"}, "PORT wants a number"),
    ],
)
def test_a_wrong_setting_is_explained_in_a_line(tmp_path: Path, settings: dict[str, str], said: str) -> None:
    answer = at_once(tmp_path, "serve", **settings)

    assert answer.exit_code == 2, answer.output
    assert said in answer.stderr
    assert len(answer.stderr.splitlines()) == 1
    assert answer.stderr.startswith("Not started: ")
    assert answer.stderr.count("PORTAL_DATABASE_URL") <= 1
    assert "hush" not in answer.output


def test_two_that_make_a_key_in_the_same_moment_have_the_same_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one begins and is done while the first one writes."""
    other: list[dict[int, bytes]] = []

    def token_hex(length: int) -> str:
        if not other:
            other.append({})
            other[0] = Settings(data_dir=tmp_path, secret_key=SecretStr("")).secret()
        return "ab" * length if other[0] else "cd" * length

    monkeypatch.setattr("portal.settings.secrets.token_hex", token_hex)
    mine = Settings(data_dir=tmp_path, secret_key=SecretStr("")).secret()

    assert mine == other[0] != {}
    assert [one.name for one in tmp_path.iterdir()] == ["secret.key"]


def test_a_key_is_made_also_where_a_file_has_one_name_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("portal.settings.os.link", link)
    settings = Settings(data_dir=tmp_path, secret_key=SecretStr(""))

    assert settings.secret() == Settings(data_dir=tmp_path, secret_key=SecretStr("")).secret() != {}
    assert settings.key_file.stat().st_mode & 0o077 == 0


def test_of_two_that_begin_at_once_one_makes_the_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Settings(data_dir=tmp_path, secret_key=SecretStr("")).secret()
    monkeypatch.setattr(Path, "exists", lambda _: False)  # as it was when the other one looked

    assert Settings(data_dir=tmp_path, secret_key=SecretStr("")).secret() == made


def test_in_production_nothing_is_preset() -> None:
    with pytest.raises(ValueError, match="PORTAL_SECRET_KEY"):
        Settings(production=True)
