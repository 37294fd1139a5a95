"""Everything that a deployment may set, read once at the edge."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Self

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from portal.db.sealing import CipherName, read_keys
from portal.storage.choose import BucketSettings, Storage, storage

DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
VALKEY_SCHEMES = ("valkey", "valkeys", "redis", "rediss", "unix")
ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Read from `PORTAL_*` in the environment; a `.env` file is not read, so that nothing is set by surprise."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_", frozen=True, hide_input_in_errors=True)

    home: Path = ROOT
    data_dir: Path = ROOT / "var"
    database_url: str = ""
    public_url: str = "http://127.0.0.1:8000"
    production: bool = False
    secret_key: SecretStr = SecretStr("")
    cipher: CipherName = "aes"
    max_body_bytes: int = 40 * 1024 * 1024
    threads: int = 4
    page_cache_bytes: int = 8 * 1024 * 1024
    # The ways out for messages in their order, the second used when the first is down: "aliyun,tencent".
    messages_by: str = "console"
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    aliyun_key_id: str = ""
    aliyun_key_secret: SecretStr = SecretStr("")
    aliyun_sign: str = ""
    tencent_secret_id: str = ""
    tencent_secret_key: SecretStr = SecretStr("")
    tencent_sign: str = ""
    tencent_app: str = ""
    # Where files lie: data_dir, or a bucket of a storage that speaks S3: "s3://bucket/folder".
    uploads_url: str = ""
    uploads_endpoint: str = ""
    uploads_region: str = "us-east-1"
    uploads_key_id: str = ""
    uploads_key_secret: SecretStr = SecretStr("")
    # Where tries are counted: the database, or a Valkey or Redis that the processes share.
    valkey_url: SecretStr = SecretStr("")

    @field_validator("database_url")
    @classmethod
    def _database_is_one_of_two(cls, given: str) -> str:
        try:
            is_known = not given or make_url(given).drivername in DATABASES
        except (ArgumentError, ValueError):
            is_known = False
        if not is_known:
            raise ValueError("PORTAL_DATABASE_URL wants postgresql+psycopg://USER:PASSWORD@HOST:5432/DATABASE.")
        return given

    @field_validator("valkey_url")
    @classmethod
    def _valkey_has_an_address(cls, given: SecretStr) -> SecretStr:
        if given.get_secret_value().partition("://")[0] not in {"", *VALKEY_SCHEMES}:
            raise ValueError("PORTAL_VALKEY_URL wants valkey://HOST:PORT/0, or valkeys:// for TLS.")
        return given

    @model_validator(mode="after")
    def _production_names_its_own(self) -> Self:
        if self.production and (not self.secret_key.get_secret_value() or not self.public_url.startswith("https://")):
            message = "In production, set PORTAL_SECRET_KEY (32 random bytes in hex) and an https PORTAL_PUBLIC_URL."
            raise ValueError(message)
        if self.production and self.uploads_endpoint.startswith("http://"):
            message = "In production, photos of residents travel only by an https PORTAL_UPLOADS_ENDPOINT."
            raise ValueError(message)
        return self

    @property
    def content_dir(self) -> Path:
        return self.home / "content"

    @property
    def templates_dir(self) -> Path:
        return self.home / "templates"

    @property
    def fonts_dir(self) -> Path:
        return self.home / "fonts"

    @property
    def static_dir(self) -> Path:
        return self.home / "static"

    @property
    def database(self) -> str:
        """The address of the database: the embedded file unless another is named."""
        return self.database_url or f"sqlite:///{self.data_dir / 'portal.db'}"

    def storage(self) -> Storage:
        """Where files lie; raises `NotUsable` where a bucket is named but not wholly."""
        secret = self.uploads_key_secret.get_secret_value()
        bucket = BucketSettings(
            self.uploads_url, self.uploads_endpoint, self.uploads_region, self.uploads_key_id, secret
        )
        return storage(self.data_dir, bucket)

    @property
    def key_file(self) -> Path:
        return self.data_dir / "secret.key"

    def secret(self) -> dict[int, bytes]:
        """The keys that personal data is sealed with: from the environment, else made once beside the database."""
        given = self.secret_key.get_secret_value()
        if given:
            return read_keys(given)
        file = self.key_file
        if not file.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            _put_whole(file, secrets.token_hex(32))
        return read_keys(file.read_text(encoding="ascii"))

    def add_key(self) -> int:
        """One more in the file, by which everything new is sealed and hashed; returns its number."""
        number = max(self.secret()) + 1
        with self.key_file.open("a", encoding="ascii") as file:
            file.write(f"\n{number}:{secrets.token_hex(32)}\n")
        return number


def _put_whole(file: Path, text: str) -> None:
    """Nobody ever reads half of it; where another process has put its own there in the same moment, that one counts."""
    with NamedTemporaryFile("w", encoding="ascii", dir=file.parent, prefix=".key-") as new:  # nobody else may read it
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
        try:
            os.link(new.name, file)
        except FileExistsError:
            pass
        except OSError:  # as on a memory card: there it is written in place, and only the first one writes it
            with suppress(FileExistsError), file.open("x", encoding="ascii") as plain:
                file.chmod(0o600)
                plain.write(text)
