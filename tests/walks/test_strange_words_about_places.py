"""Whatever is typed into a form about places, somebody is answered: nothing breaks, on neither database."""

from collections.abc import Iterator, Sequence

from fastapi import FastAPI

from portal.web.sessions import writing
from tests.support.desk import one_time_links, sign_in
from tests.support.enrolling import an_intake, signed_up
from tests.support.portal import NOW
from tests.support.visitor import Visitor

STRANGE = ("9" * 31, "八\x00个")
ANSWERED = {200, 303, 404, 409, 422}
ENTRY = "channel caller name birth_year phone second_name second_birth_year members helper_name helper_phone"
ASKED = "experience companion family_consent health_note health"


def forms(number: int, drawn: int, reference: str) -> Iterator[tuple[str, Sequence[str]]]:
    """Every form of the desk, with the names of its fields; what ends something comes last."""
    place, day = f"/staff/enrolments/{number}", f"/staff/enrolments/{number}/days/2026-12-15"
    work = f"/staff/enrolments/work/{reference}"
    fields = {
        f"{place}/entry": f"{ENTRY} {ASKED} submit_key",
        f"{place}/places": "online phone counter",
        f"{place}/note": "note",
        f"{place}/full-list": "why",
        f"{place}/turn": "",
        "/staff/enrolments/search": "number",
        f"{day}/search": "who",
        f"{day}/unmasking": "why",
        f"{day}/code": "",
        f"{day}/ticks": "here late",
        f"{day}/undoing": "person",
        f"{day}/calling-off": "reason",
        f"{work}/unmasking": "why",
        f"{work}/answers": ASKED,
        f"{work}/family-form": "",
        f"{work}/move": "target version",
        f"{work}/acceptance": "version",
        f"{work}/refusal": "version",
        f"{work}/cancellation": "version",
        f"/staff/enrolments/{drawn}/draw": "public_number sure",
        f"{place}/calling-off": "reason",
    }
    yield from ((path, names.split()) for path, names in fields.items())


def test_no_form_of_the_desk_breaks(visitor: Visitor, app: FastAPI) -> None:
    sign_in(visitor, one_time_links(app)["bianji"])
    with writing(app.state.database) as session:
        intake = an_intake(session, now=NOW)
        made = signed_up(session, app.state.database, intake, at=NOW)
        drawn = an_intake(session, now=NOW, slug="guzheng", method="draw")
        asked = [(path, names, word) for path, names in forms(intake.id, drawn.id, made.reference) for word in STRANGE]

    for path, names, word in asked:
        answer = visitor.client.post(path, data=dict.fromkeys(names, word), headers={"Sec-Fetch-Site": "same-origin"})
        assert answer.status_code in ANSWERED, f"{path} answered {answer.status_code} to {word!r}"
