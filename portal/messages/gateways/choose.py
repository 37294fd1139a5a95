"""From the names in the settings to the ways out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from portal.messages.gateways.aliyun import AliyunAccount, AliyunGateway
from portal.messages.gateways.local import ConsoleGateway, FileGateway
from portal.messages.gateways.parcel import Gateway
from portal.messages.gateways.tencent import TencentAccount, TencentGateway
from portal.messages.gateways.webhook import WebhookGateway

if TYPE_CHECKING:
    from portal.messages.gateways.wire import Wire


@dataclass(frozen=True)
class Accounts:
    """What the ways need to know; a part that is empty belongs to a way that is not used."""

    file: Path
    production: bool
    webhook_url: str
    webhook_secret: str
    aliyun: AliyunAccount
    tencent: TencentAccount


def gateways(names: Sequence[str], accounts: Accounts, now: Callable[[], datetime]) -> list[Gateway]:
    """In the order of the names; raises `ValueError` for a way that is unknown or not wholly set up."""
    made: list[Gateway] = []
    for name in names:
        missing = _missing(name, accounts)
        if missing:
            message = f"messages by {name}: {missing}"
            raise ValueError(message)
        ways: dict[str, Callable[[], Gateway]] = {
            "console": lambda: ConsoleGateway(shows_text=not accounts.production),
            "file": lambda: FileGateway(accounts.file),
            "webhook": lambda: WebhookGateway(accounts.webhook_url, accounts.webhook_secret, now, _wire()),
            "aliyun": lambda: AliyunGateway(accounts.aliyun, now, _wire()),
            "tencent": lambda: TencentGateway(accounts.tencent, now, _wire()),
        }
        made.append(ways[name]())
    return made


@lru_cache(maxsize=1)
def _wire() -> "Wire":
    from portal.messages.gateways.wire import Wire  # noqa: PLC0415  # messages that go to a file do without HTTP

    return Wire()


def _missing(name: str, accounts: Accounts) -> str:
    facts = {
        "console": ("there",),
        "file": ("" if accounts.production else "there",),
        "webhook": (accounts.webhook_url, accounts.webhook_secret),
        "aliyun": (accounts.aliyun.key_id, accounts.aliyun.key_secret, accounts.aliyun.sign),
        "tencent": (
            accounts.tencent.secret_id,
            accounts.tencent.secret_key,
            accounts.tencent.sign,
            accounts.tencent.app,
        ),
    }
    if name not in facts:
        return f"use one or two of {', '.join(facts)}"
    if name == "file" and accounts.production:
        return "a file that can be read is for trying out, not for production"
    return "" if all(facts[name]) else f"set every PORTAL_{name.upper()}_ value"
