"""The ways out sign as their operators document it, and understand what is answered."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import httpx2
import pytest

from portal.messages.gateways import aliyun, tencent, webhook
from portal.messages.gateways.aliyun import AliyunAccount, AliyunGateway
from portal.messages.gateways.choose import Accounts, gateways
from portal.messages.gateways.local import ConsoleGateway, FileGateway
from portal.messages.gateways.parcel import Gateway, Outcome, Parcel
from portal.messages.gateways.tencent import TencentAccount, TencentGateway
from portal.messages.gateways.webhook import WebhookGateway
from portal.messages.gateways.wire import Wire
from portal.messages.routes import Routes
from tests.support.portal import NOW
from tests.support.sms_operator import Answer, Operator, operating

PARCEL = Parcel(
    key="0123456789abcdef",
    phone="15400000001",
    text="【银龄服务】样例。查验码2A2A2A",
    language="zh",
    registered={"aliyun": "SMS_1", "tencent": "1001"},
    facts=[("what", "居家改造"), ("check", "2A2A2A")],
)


@pytest.fixture
def wire() -> Iterator[Wire]:
    one = Wire()
    yield one
    one.close()


def now() -> datetime:
    return NOW


@pytest.fixture
def operator() -> Iterator[Operator]:
    with operating() as one:
        yield one


def test_alibaba_clouds_documented_example_is_signed_as_documented() -> None:
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": sha256(b"").hexdigest(),
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    query = aliyun.canonical_query(
        {"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}
    )

    said = aliyun.authorization("YourAccessKeyId", "YourAccessKeySecret", query=query, headers=headers)

    assert said.endswith("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")


def test_tencent_clouds_documented_example_is_signed_as_documented() -> None:
    body = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    headers = {
        "content-type": "application/json; charset=utf-8",
        "host": "cvm.tencentcloudapi.com",
        "x-tc-action": "DescribeInstances",
    }

    said = tencent.authorization(
        "AKID", "*" * 32, "cvm", body=body, headers=headers, at=datetime.fromtimestamp(1551113065, UTC)
    )

    assert said.endswith("Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f")


def test_a_webhook_carries_its_key_and_a_signature_that_the_receiver_can_check(operator: Operator, wire: Wire) -> None:
    outcome = WebhookGateway(operator.url, "shared", now, wire).send(PARCEL)

    (question,) = operator.questions
    stamp = question.headers["x-portal-timestamp"]
    assert outcome.result == "sent"
    assert question.headers["idempotency-key"] == PARCEL.key
    assert question.headers["x-portal-signature"] == webhook.signature(b"shared", stamp, question.body)
    assert question.json()["text"] == PARCEL.text


def test_alibaba_cloud_is_asked_for_the_registered_text(operator: Operator, wire: Wire) -> None:
    operator.answer = lambda _: Answer(body={"Code": "OK", "BizId": "1"})

    outcome = AliyunGateway(AliyunAccount("id", "secret", "银龄服务", operator.url), now, wire).send(PARCEL)

    (question,) = operator.questions
    asked = httpx2.URL(question.path).params
    assert outcome.result == "sent"
    assert asked["TemplateCode"] == "SMS_1"
    assert json.loads(asked["TemplateParam"]) == {"what": "居家改造", "check": "2A2A2A"}
    assert asked["OutId"] == PARCEL.key
    signed = {name: question.headers[name] for name in question.headers if name.startswith("x-acs-") or name == "host"}
    query = question.path.partition("?")[2]
    assert question.headers["authorization"] == aliyun.authorization("id", "secret", query=query, headers=signed)


def test_tencent_cloud_is_asked_for_the_registered_text(operator: Operator, wire: Wire) -> None:
    operator.answer = lambda _: Answer(body={"Response": {"SendStatusSet": [{"Code": "Ok"}]}})

    outcome = TencentGateway(TencentAccount("id", "secret", "银龄服务", "app", url=operator.url), now, wire).send(
        PARCEL
    )

    (question,) = operator.questions
    assert outcome.result == "sent"
    assert question.json()["TemplateParamSet"] == ["居家改造", "2A2A2A"]
    assert question.json()["PhoneNumberSet"] == ["+8615400000001"]
    assert question.headers["authorization"] == tencent.authorization(
        "id", "secret", "sms", body=question.body, headers=question.headers, at=NOW
    )


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (Answer(body={"Code": "isv.MOBILE_NUMBER_ILLEGAL"}), "never"),
        (Answer(body={"Code": "isv.BUSINESS_LIMIT_CONTROL"}), "again"),
        (Answer(status=503), "again"),
        (Answer(status=429), "again"),
        (Answer(body=["nothing that we know"]), "unknown"),
        (Answer(lost=True), "unknown"),
    ],
)
def test_what_an_operator_answers_decides_about_the_next_try(
    operator: Operator, answer: Answer, result: str, wire: Wire
) -> None:
    operator.answer = lambda _: answer

    outcome = AliyunGateway(AliyunAccount("id", "secret", "银龄服务", operator.url), now, wire).send(PARCEL)

    assert outcome.result == result


def test_silence_is_not_taken_for_a_refusal(operator: Operator) -> None:
    operator.answer = lambda _: Answer(after=0.5)
    impatient = Wire(seconds=0.1, to_connect=0.1)

    outcome = WebhookGateway(operator.url, "s", now, impatient).send(PARCEL)
    impatient.close()

    assert outcome.result == "unknown"


def test_an_operator_that_is_not_there_is_asked_again(wire: Wire) -> None:
    assert WebhookGateway("http://127.0.0.1:9", "s", now, wire).send(PARCEL).result == "again"


def test_a_text_without_a_number_at_the_operator_is_not_tried(wire: Wire) -> None:
    parcel = Parcel("k", "15400000001", "t", "zh", {}, [])

    assert AliyunGateway(AliyunAccount("i", "s", "n"), now, wire).send(parcel).result == "never"
    assert TencentGateway(TencentAccount("i", "s", "n", "a"), now, wire).send(parcel).result == "never"


def test_the_console_masks_the_phone_and_in_production_the_words(capsys: pytest.CaptureFixture[str]) -> None:
    ConsoleGateway(shows_text=True).send(PARCEL)
    ConsoleGateway(shows_text=False).send(PARCEL)

    shown, hidden = capsys.readouterr().out.splitlines()
    assert shown == "[message to 154****0001] 【银龄服务】样例。查验码2A2A2A"
    assert "样例" not in hidden


def test_a_file_keeps_a_line_for_each_and_others_cannot_read_it(tmp_path: Path) -> None:
    file = tmp_path / "messages.jsonl"

    FileGateway(file).send(PARCEL)
    FileGateway(file).send(PARCEL)

    assert [json.loads(line)["key"] for line in file.read_text(encoding="utf-8").splitlines()] == [PARCEL.key] * 2
    assert file.stat().st_mode & 0o077 == 0


def accounts(tmp_path: Path, *, production: bool = False) -> Accounts:
    return Accounts(
        file=tmp_path / "m",
        production=production,
        webhook_url="https://sms.example",
        webhook_secret="s",
        aliyun=AliyunAccount("", "", ""),
        tencent=TencentAccount("i", "s", "n", "a"),
    )


def test_the_ways_are_taken_in_the_order_of_the_settings(tmp_path: Path) -> None:
    assert [way.name for way in gateways(["tencent", "webhook"], accounts(tmp_path), now)] == ["tencent", "webhook"]


@pytest.mark.parametrize(
    ("names", "said"),
    [(["pigeon"], "use one or two of"), (["aliyun"], "set every PORTAL_ALIYUN_"), (["file"], "production")],
)
def test_a_way_that_is_not_set_up_stops_the_start(tmp_path: Path, names: list[str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        gateways(names, accounts(tmp_path, production=True), now)


class Named:
    carries_any_text = True

    def __init__(self, name: str) -> None:
        self.name = name

    def send(self, parcel: Parcel) -> Outcome:
        raise NotImplementedError(parcel.key)

    def recalls(self, parcel: Parcel) -> bool | None:
        raise NotImplementedError(parcel.key)


def two_ways() -> tuple[Gateway, Gateway, Routes]:
    first, second = Named("first"), Named("second")
    return first, second, Routes([first, second])


def test_a_way_that_fails_five_times_rests_and_the_second_is_taken() -> None:
    first, second, routes = two_ways()
    for _ in range(5):
        assert routes.choose(0) is first
        routes.saw(first, good=False, seconds=0.1, now=0)

    assert routes.choose(1) is second
    assert routes.resting(1) == ["first"]
    assert routes.choose(31) is first, "After half a minute one try finds out whether it works again."
    routes.saw(first, good=False, seconds=0.1, now=31)
    assert routes.choose(32) is second


def test_a_slow_way_gives_way_to_a_quick_one_but_not_when_both_are_slow() -> None:
    first, second, routes = two_ways()
    for _ in range(5):
        routes.saw(first, good=True, seconds=4, now=0)
    assert routes.choose(1) is second

    for _ in range(5):
        routes.saw(second, good=True, seconds=4, now=0)
    assert routes.choose(1) is first


def test_a_message_that_may_have_arrived_waits_for_its_own_way() -> None:
    first, _, routes = two_ways()
    for _ in range(5):
        routes.saw(first, good=False, seconds=1, now=0)

    assert routes.choose(1, rather="first") is None
