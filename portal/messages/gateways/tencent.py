"""Tencent Cloud's text messages (SendSms and its list of what was sent, 2021-01-11), signed with TC3-HMAC-SHA256."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from hmac import digest
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portal.kernel.msgid import msgid
from portal.messages.gateways.parcel import NOT_THERE, SENT, Outcome, Parcel, as_recalled, refused

if TYPE_CHECKING:
    import httpx2

    from portal.messages.gateways.wire import Wire

ALGORITHM = "TC3-HMAC-SHA256"
SERVICE = "sms"
A_DAY = timedelta(days=1)
SIGNED = ("content-type", "host", "x-tc-action")
CONTENT_TYPE = "application/json; charset=utf-8"
FOR_GOOD = frozenset(
    {
        "InvalidParameterValue.IncorrectPhoneNumber",
        "FailedOperation.PhoneNumberInBlacklist",
        "FailedOperation.TemplateIncorrectOrUnapproved",
    }
)


@dataclass(frozen=True)
class TencentAccount:
    secret_id: str
    secret_key: str
    sign: str
    app: str
    region: str = "ap-guangzhou"
    url: str = "https://sms.tencentcloudapi.com"


class TencentGateway:
    """Carries only texts that the operator knows by number; facts are told in the order of the text."""

    name = "tencent"
    carries_any_text = False

    def __init__(self, account: TencentAccount, now: Callable[[], datetime], wire: "Wire") -> None:
        self._account, self._now, self._wire = account, now, wire

    def send(self, parcel: Parcel) -> Outcome:
        number = parcel.registered.get(self.name)
        if number is None:
            return Outcome("never", msgid("this text has no number at tencent"))
        facts = {
            "PhoneNumberSet": [f"+86{parcel.phone}"],
            "SmsSdkAppId": self._account.app,
            "SignName": self._account.sign,
            "TemplateId": number,
            "TemplateParamSet": [value for _, value in parcel.facts],
            "SessionContext": parcel.key,
        }
        return self._asked("SendSms", facts, _judged)

    def recalls(self, parcel: Parcel) -> bool | None:
        """Its list names our key where the account was allowed to see it (`docs/running.md`); else nobody can say."""
        facts = {
            "BeginTime": int((self._now() - A_DAY).timestamp()),
            "Offset": 0,
            "Limit": 100,
            "PhoneNumber": f"+86{parcel.phone}",
            "SmsSdkAppId": self._account.app,
        }
        return as_recalled(self._asked("PullSmsSendStatusByPhoneNumber", facts, partial(_listed, key=parcel.key)))

    def _asked(
        self, action: str, facts: Mapping[str, object], judge: Callable[["httpx2.Response"], Outcome]
    ) -> Outcome:
        body = json.dumps(facts).encode()
        moment = self._now()
        headers = {
            "content-type": CONTENT_TYPE,
            "host": urlsplit(self._account.url).netloc,
            "x-tc-action": action,
            "x-tc-version": "2021-01-11",
            "x-tc-timestamp": str(int(moment.timestamp())),
            "x-tc-region": self._account.region,
        }
        headers["authorization"] = authorization(
            self._account.secret_id, self._account.secret_key, SERVICE, body=body, headers=headers, at=moment
        )
        return self._wire.post(f"{self._account.url}/", content=body, headers=headers, judge=judge)


def authorization(
    secret_id: str, secret_key: str, service: str, *, body: bytes, headers: Mapping[str, str], at: datetime
) -> str:
    """The header that proves who asks; type, host and action are signed, the action in lower case."""
    signed = "".join(f"{name}:{headers[name].strip().lower()}\n" for name in SIGNED)
    request = f"POST\n/\n\n{signed}\n{';'.join(SIGNED)}\n{sha256(body).hexdigest()}"
    day = at.astimezone(UTC).strftime("%Y-%m-%d")
    scope = f"{day}/{service}/tc3_request"
    to_sign = f"{ALGORITHM}\n{int(at.timestamp())}\n{scope}\n{sha256(request.encode()).hexdigest()}"
    key = f"TC3{secret_key}".encode()
    for part in (day, service, "tc3_request"):
        key = digest(key, part.encode(), "sha256")
    proof = digest(key, to_sign.encode(), "sha256").hex()
    return f"{ALGORITHM} Credential={secret_id}/{scope}, SignedHeaders={';'.join(SIGNED)}, Signature={proof}"


def _judged(response: "httpx2.Response") -> Outcome:
    answer = response.json()["Response"]
    if "Error" in answer:
        return refused(str(answer["Error"]["Code"]), for_good=FOR_GOOD)
    code = str(answer["SendStatusSet"][0]["Code"])
    return SENT if code == "Ok" else refused(code, for_good=FOR_GOOD)


def _listed(response: "httpx2.Response", *, key: str) -> Outcome:
    """Whether a message with our key stands in the list, and did not fail."""
    answer = response.json()["Response"]
    if "Error" in answer:
        return Outcome("unknown", str(answer["Error"]["Code"]))
    lines = answer["PullSmsSendStatusSet"]
    if any(line.get("SessionContext") == key and line["ReportStatus"] != "FAIL" for line in lines):
        return SENT
    return NOT_THERE if all(line.get("SessionContext") for line in lines) else Outcome("unknown", "without our keys")
