"""Files lie in a folder or in a bucket that speaks S3, and nobody notices which."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import func, select
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from portal import cli
from portal.drafting import unused
from portal.drafting.model import Draft, Photo
from portal.kernel.clock import FixedClock
from portal.kernel.errors import StorageAway
from portal.settings import Settings
from portal.storage.keeping import NotUsable, Uploads
from portal.web.sessions import writing
from tests.support.applying import APPLY, applied_at_once
from tests.support.people import DAUGHTER
from tests.support.pictures import a_picture
from tests.support.portal import PUBLIC_URL, SECRET, make_app
from tests.support.programs import S3, free_port
from tests.support.visitor import Visitor

pytestmark = pytest.mark.once

PAPER = b"a paper of a made-up person"
LARGE = bytes(range(256)) * 4096 * 8
PHOTOS = f"{APPLY}/photos"
AGREED = {"photos_agreed": "y"}


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    """A real storage, in a process of its own."""
    made = S3(tmp_path_factory.mktemp("s3"), free_port())
    with made.running():
        yield made


def uploads_of(data_dir: Path, **settings: str) -> Uploads:
    return Settings(data_dir=data_dir, **settings).storage().papers  # type: ignore[arg-type]  # pydantic makes what it wants


@pytest.fixture(params=["folder", "bucket"])
def uploads(request: pytest.FixtureRequest, tmp_path: Path) -> Uploads:
    if request.param == "folder":
        return uploads_of(tmp_path)
    s3: S3 = request.getfixturevalue("s3")
    return uploads_of(tmp_path, **s3.settings(uploads_url=f"s3://{s3.bucket}/{tmp_path.name}"))


def test_what_was_stored_is_read_whole_or_piece_by_piece_and_by_nobody_after_it_was_deleted(uploads: Uploads) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    name, large = uploads.store(PAPER, media_type="application/pdf"), uploads.store(LARGE, media_type="image/jpeg")

    assert (name, uploads.read(name)) == (sha256(PAPER).hexdigest(), PAPER)
    pieces = list(uploads.open(large) or ())
    assert len(pieces) > 1
    assert b"".join(pieces) == LARGE
    assert {one.name for one in uploads.listed()} == {name, large}
    assert all(before < one.written < before + timedelta(minutes=2) for one in uploads.listed())
    uploads.delete(name)
    uploads.delete(name)

    assert (uploads.exists(name), uploads.read(name), uploads.open(name)) == (False, None, None)
    assert [one.name for one in uploads.listed()] == [large]


def test_a_file_may_have_a_second_form_under_its_name(uploads: Uploads) -> None:
    name = uploads.store(PAPER, media_type="image/webp")
    uploads.put(f"{name}.jpg", b"the same for old browsers", media_type="image/jpeg")

    assert b"".join(uploads.open(f"{name}.jpg") or ()) == b"the same for old browsers"
    assert uploads.read(name) == PAPER


@pytest.mark.parametrize("name", ["", "../portal.db", "a" * 63, f"{'a' * 64}/../x", f"{'A' * 64}"])
def test_a_name_is_never_a_path(uploads: Uploads, name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a file"):
        uploads.put(name, PAPER, media_type="image/jpeg")
    with pytest.raises(ValueError, match="not the name of a file"):
        uploads.open(name)


def test_what_somebody_changed_in_its_place_is_not_handed_out(uploads: Uploads) -> None:
    name = uploads.store(PAPER, media_type="application/pdf")
    uploads.put(name, PAPER[:-1], media_type="application/pdf")

    assert uploads.exists(name)
    assert uploads.read(name) is None


def test_what_is_stored_again_counts_as_new_and_what_no_row_names_is_swept_when_it_is_old(
    uploads: Uploads, app: FastAPI
) -> None:
    name, _ = (uploads.store(data, media_type="image/jpeg") for data in (PAPER, b"of nobody"))
    at_first = {one.name: one.written for one in uploads.listed()}
    uploads.store(PAPER, media_type="image/jpeg")
    now = {one.name: one.written for one in uploads.listed()}
    assert now[name] > at_first[name]

    with app.state.database.reader() as session:
        assert unused.sweep(session, uploads, before=at_first[name]) == 0
        assert unused.sweep(session, uploads, before=now[name] + timedelta(seconds=2)) == 2
    assert list(uploads.listed()) == []


def test_what_a_power_cut_left_in_the_folder_is_swept_too(tmp_path: Path, app: FastAPI) -> None:
    uploads = uploads_of(tmp_path / "data")
    half = tmp_path / "data" / "uploads" / "ab" / f"{'ab' * 32}.77.part"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")

    with app.state.database.reader() as session:
        assert unused.sweep(session, uploads, before=datetime.now(UTC) + timedelta(days=1)) == 1
    assert not half.exists()


@pytest.fixture
def away(tmp_path: Path) -> tuple[S3, ExitStack]:
    """A storage of this test's own, that can go away."""
    s3, life = S3(tmp_path / "s3", free_port()), ExitStack()
    life.enter_context(s3.running())
    return s3, life


@pytest.fixture
def on_s3(database_url: str, clock: FixedClock, tmp_path: Path, away: tuple[S3, ExitStack]) -> Iterator[Visitor]:
    app = make_app(database_url, clock, tmp_path, **away[0].settings())
    with away[1], TestClient(app, base_url=PUBLIC_URL, follow_redirects=False) as client:
        yield Visitor(client)
    app.state.database.dispose()


def test_a_photo_lies_in_the_bucket_and_who_sends_one_while_it_is_away_loses_nothing_else(
    on_s3: Visitor, away: tuple[S3, ExitStack], tmp_path: Path
) -> None:
    s3, life = away
    app: FastAPI = on_s3.client.app  # type: ignore[assignment]  # it is ours
    photo = {"photos": ("a.png", a_picture(), "image/png")}
    on_s3.send(APPLY)
    on_s3.send(f"{APPLY}/for-whom", answers={"who": "myself"})
    page = on_s3.open(PHOTOS)
    on_s3.fill_in(page, AGREED, form=PHOTOS, files=photo)
    assert "第1张照片已保存" in on_s3.open(PHOTOS).text
    (kept,) = (path for path in (s3.folder / s3.bucket / "one" / "uploads").rglob("*") if path.is_file())
    assert kept.read_bytes().startswith(b"\xff\xd8")
    assert not (tmp_path / "uploads").exists()

    life.close()
    refused = on_s3.fill_in(page, AGREED, 503, form=PHOTOS, files=photo)

    assert "暂时存不了" in refused.h1
    assert "12345" in refused.html
    assert refused.response.headers["retry-after"] == "30"
    with app.state.database.reader() as session:
        assert session.scalar(select(func.count()).select_from(Photo)) == 1
    assert [path for path in (s3.folder / s3.bucket).rglob("*") if path.is_file()] == [kept]
    on_s3.open("/courses")
    on_s3.send(f"{APPLY}/senior", answers={"name": "样例老人甲", "birth_year": "1948", "phone": ""})


def test_who_deletes_while_it_is_away_is_told_that_it_is_done_and_the_file_goes_at_night(
    on_s3: Visitor, away: tuple[S3, ExitStack]
) -> None:
    s3, life = away
    app: FastAPI = on_s3.client.app  # type: ignore[assignment]  # it is ours
    applied_at_once(on_s3, DAUGHTER)
    name = app.state.storage.papers.store(PAPER, media_type="image/jpeg")
    with writing(app.state.database) as session:
        draft = session.scalars(select(Draft)).one()
        draft.photos.append(Photo(sha256=name, size=1, created_at=app.state.clock.now()))
    life.close()

    with writing(app.state.database) as session:
        draft = session.scalars(select(Draft)).one()
        draft.photos.clear()
        unused.drop_after_commit(session, app.state.storage.papers, [name], at=app.state.clock.now())
    with app.state.database.reader() as session, pytest.raises(StorageAway):
        unused.sweep(session, app.state.storage.papers, before=datetime.now(UTC) + timedelta(days=1))
    with s3.running(), app.state.database.reader() as session:
        assert unused.sweep(session, app.state.storage.papers, before=datetime.now(UTC) + timedelta(days=1)) == 1


def said(folder: Path, *words: str, **settings: str) -> Result:
    environment = {"PORTAL_DATA_DIR": str(folder), "PORTAL_SECRET_KEY": SECRET} | settings
    return CliRunner().invoke(cli.app, words, env=environment)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"uploads_key_secret": "wrong" * 8}, "the key is not accepted"),
        ({"uploads_key_id": "SOMEBODYELSESKEY1234"}, "the key is not accepted"),
        ({"uploads_url": "s3://nothing-like-it"}, "there is no bucket 'nothing-like-it'"),
        ({"uploads_url": "https://bucket.example"}, "PORTAL_UPLOADS_URL wants s3://"),
        ({"uploads_key_secret": ""}, "PORTAL_UPLOADS_KEY_SECRET"),
    ],
)
def test_with_a_wrong_key_or_bucket_nothing_starts(tmp_path: Path, s3: S3, changed: dict[str, str], why: str) -> None:
    answer = said(tmp_path, "serve", **s3.environment(**changed))

    assert answer.exit_code == 2
    assert answer.stderr.startswith("Not started: the storage for files cannot be used: ")
    assert why in answer.stderr
    assert s3.key_secret not in answer.output
    assert list(tmp_path.iterdir()) == []


def test_where_it_is_only_away_that_is_said_and_the_rest_can_begin(tmp_path: Path, s3: S3) -> None:
    settings = Settings(data_dir=tmp_path, **replace(s3, port=free_port()).settings())  # type: ignore[arg-type]  # as above

    with pytest.raises(StorageAway):
        settings.storage().check()


def test_photos_of_residents_never_travel_openly() -> None:
    secure = {"secret_key": SecretStr(SECRET), "public_url": "https://portal.example", "production": True}
    Settings(**secure, uploads_endpoint="https://s3.example")  # type: ignore[arg-type]  # as above
    with pytest.raises(ValueError, match="https PORTAL_UPLOADS_ENDPOINT"):
        Settings(**secure, uploads_endpoint="http://s3.example")  # type: ignore[arg-type]  # as above


def test_the_folder_moves_into_the_bucket_and_a_second_run_finds_it_there(tmp_path: Path, s3: S3) -> None:
    folder = Settings(data_dir=tmp_path).storage()
    name = folder.papers.store(PAPER, media_type="application/pdf")
    picture = folder.pictures.store(b"RIFF of a picture", media_type="image/webp")
    folder.pictures.put(f"{picture}.jpg", b"\xff\xd8 of the same", media_type="image/jpeg")
    environment = s3.environment(uploads_url=f"s3://{s3.bucket}/{tmp_path.name}")

    first, second = (said(tmp_path, "copy-uploads", **environment) for _ in range(2))

    assert first.stderr == ""
    assert [line.split() for line in first.stdout.splitlines()] == [
        ["uploads", "1", "0", "were", "there", "before"],
        ["pictures", "2", "0", "were", "there", "before"],
        ["sheets", "0", "0", "were", "there", "before"],
    ]
    assert "2  2 were there before" in second.stdout
    there = Settings(data_dir=tmp_path, **s3.settings(uploads_url=f"s3://{s3.bucket}/{tmp_path.name}")).storage()  # type: ignore[arg-type]  # as above
    assert there.papers.read(name) == PAPER
    assert there.pictures.exists(f"{picture}.jpg")


def test_what_a_bucket_wants_in_the_name_of_its_host_is_taken_from_the_address(tmp_path: Path) -> None:
    with pytest.raises(NotUsable):
        uploads_of(tmp_path, uploads_url="s3://")
    for endpoint in ("https://photos.oss.example", "https://oss.example", ""):
        keys = {"uploads_key_id": "a", "uploads_key_secret": "b"}
        uploads_of(tmp_path, uploads_url="s3://photos", uploads_endpoint=endpoint, **keys)
