"""Alibaba Cloud's text messages (SendSms and QuerySendDetails, 2017-05-25), signed with ACS3-HMAC-SHA256."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from hmac import digest
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from portal.kernel.clock import LOCAL
from portal.kernel.msgid import msgid
from portal.messages.gateways.parcel import NOT_THERE, SENT, Outcome, Parcel, as_recalled, refused

if TYPE_CHECKING:
    import httpx2

    from portal.messages.gateways.wire import Wire

ALGORITHM = "ACS3-HMAC-SHA256"
# Of a message in its list: 1 is on its way, 2 failed, 3 arrived.
FAILED = 2
FOR_GOOD = frozenset({"isv.MOBILE_NUMBER_ILLEGAL", "isv.INVALID_PARAMETERS", "isv.PARAM_LENGTH_LIMIT"})


@dataclass(frozen=True)
class AliyunAccount:
    key_id: str
    key_secret: str
    sign: str
    url: str = "https://dysmsapi.aliyuncs.com"


class AliyunGateway:
    """Carries only texts that the operator knows by number."""

    name = "aliyun"
    carries_any_text = False

    def __init__(self, account: AliyunAccount, now: Callable[[], datetime], wire: "Wire") -> None:
        self._account, self._now, self._wire = account, now, wire

    def send(self, parcel: Parcel) -> Outcome:
        number = parcel.registered.get(self.name)
        if number is None:
            return Outcome("never", msgid("this text has no number at aliyun"))
        facts = {
            "PhoneNumbers": parcel.phone,
            "SignName": self._account.sign,
            "TemplateCode": number,
            "TemplateParam": json.dumps(dict(parcel.facts), ensure_ascii=False, separators=(",", ":")),
            "OutId": parcel.key,
        }
        return self._asked("SendSms", facts, _judged)

    def recalls(self, parcel: Parcel) -> bool | None:
        """It keeps our key with each message, and lists what went to a phone by the day, also the day before."""
        today = self._now().astimezone(LOCAL)
        found = []
        for day in (today, today - timedelta(days=1)):
            facts = {
                "PhoneNumber": parcel.phone,
                "SendDate": day.strftime("%Y%m%d"),
                "PageSize": "50",
                "CurrentPage": "1",
            }
            found.append(as_recalled(self._asked("QuerySendDetails", facts, partial(_listed, key=parcel.key))))
            if found[-1]:
                return True
        return None if None in found else False

    def _asked(self, action: str, facts: Mapping[str, str], judge: Callable[["httpx2.Response"], Outcome]) -> Outcome:
        query = canonical_query(facts)
        headers = {
            "host": urlsplit(self._account.url).netloc,
            "x-acs-action": action,
            "x-acs-version": "2017-05-25",
            "x-acs-date": self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-content-sha256": sha256(b"").hexdigest(),
        }
        headers["authorization"] = authorization(
            self._account.key_id, self._account.key_secret, query=query, headers=headers
        )
        return self._wire.post(f"{self._account.url}/?{query}", content=b"", headers=headers, judge=judge)


def canonical_query(facts: Mapping[str, str]) -> str:
    """Sorted by name and percent-encoded as RFC 3986 has it."""
    pairs = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in facts.items())
    return "&".join(f"{name}={value}" for name, value in pairs)


def authorization(key_id: str, key_secret: str, *, query: str, headers: Mapping[str, str]) -> str:
    """The header that proves who asks; `headers` are lower-case and all of them are signed."""
    names = ";".join(sorted(headers))
    signed = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = f"POST\n/\n{query}\n{signed}\n{names}\n{headers['x-acs-content-sha256']}"
    to_sign = f"{ALGORITHM}\n{sha256(request.encode()).hexdigest()}"
    proof = digest(key_secret.encode(), to_sign.encode(), "sha256").hex()
    return f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={proof}"


def _judged(response: "httpx2.Response") -> Outcome:
    code = str(response.json()["Code"])
    return SENT if code == "OK" else refused(code, for_good=FOR_GOOD)


def _listed(response: "httpx2.Response", *, key: str) -> Outcome:
    """Whether a message with our key stands in the list, and did not fail."""
    answer = response.json()
    if answer["Code"] != "OK":
        return Outcome("unknown", str(answer["Code"]))
    lines = answer["SmsSendDetailDTOs"]["SmsSendDetailDTO"]
    return SENT if any(line.get("OutId") == key and line["SendStatus"] != FAILED for line in lines) else NOT_THERE
