"""The visit form and the plan: long forms, each on a page of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import SelectMultipleField, StringField
from wtforms.validators import InputRequired, Optional, ValidationError

from portal.drafting.questions import Choices, own_words
from portal.home_modification_desks.forms import A_LINE, chosen
from portal.kernel.digits import whole
from portal.kernel.money import parse_yuan
from portal.kernel.msgid import msgid
from portal.web.fields import Form, choice, text

LEVELS: Choices = (("alone", msgid("Alone")), ("help", msgid("With help")), ("not", msgid("Not at all")))
RESULTS: Choices = (
    ("intact", msgid("Gets along alone (能力完好)")),
    ("mild", msgid("Mild loss (轻度失能)")),
    ("moderate", msgid("Moderate loss (中度失能)")),
    ("severe", msgid("Severe loss (重度失能)")),
    ("total", msgid("Complete loss (完全失能)")),
)
NOT_A_LINE = msgid("Please type both the quantity, a whole number, and the cost in yuan.")
MOST_QUANTITY = 99


class VisitReportForm(Form):
    walking = chosen(msgid("Walking indoors"), LEVELS)
    stairs = chosen(msgid("Steps and stairs"), LEVELS)
    rising = chosen(msgid("Getting up from bed and chair"), LEVELS)
    bathing = chosen(msgid("Washing"), LEVELS)
    toilet = chosen(msgid("Using the toilet"), LEVELS)
    seeing = chosen(msgid("Seeing"), LEVELS)
    hearing = chosen(msgid("Hearing"), LEVELS)
    result = chosen(msgid("Result of the ability assessment (GB/T 42195-2022)"), RESULTS)
    measures = own_words(msgid("Measures: doors, steps, bathroom, bed, one thing a line"), A_LINE)
    items = SelectMultipleField(msgid("What would help, in your eyes"), [Optional()], validate_choice=False)
    remarks = own_words(msgid("Anything else"), None)


def visit_form(typed: Any, items: Mapping[int, Mapping[str, str]], language: str, data: Any = None) -> VisitReportForm:
    form = VisitReportForm(typed, data=data or {})
    form.items.choices = [choice(str(number), f"{number} {name[language]}") for number, name in items.items()]
    return form


class PlanForm(Form):
    """A quantity and a cost for each item that is done; the sum is typed as well, so that a slip is found."""

    total = StringField(
        msgid("All in all, in yuan, as you added it up"),
        [InputRequired(msgid("Please type what it costs all in all."))],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )

    def validate_total(self, field: Any) -> None:
        if parse_yuan(text(field)) is None:
            raise ValidationError(msgid("Please type an amount in yuan, like 1200 or 1200.50."))

    def lines(self) -> list[tuple[int, int, int]]:
        """Number of the item, quantity and cost in fen of each line that was filled in; notes what is wrong."""
        found = []
        for number in getattr(self, "numbers"):  # noqa: B009  # set by `plan_form`
            quantity, cost = self[f"q{number}"], self[f"c{number}"]
            if not text(quantity).strip() and not text(cost).strip():
                continue
            count, fen = whole(text(quantity)), parse_yuan(text(cost))
            if not count or count > MOST_QUANTITY or fen is None:
                quantity.errors = [NOT_A_LINE]
                continue
            found.append((number, count, fen))
        return found


def plan_form(typed: Any, numbers: Sequence[int], data: Any = None) -> PlanForm:
    fields: dict[str, Any] = {"numbers": tuple(numbers)}
    number_kw = {"inputmode": "decimal", "autocomplete": "off"}
    for number in numbers:
        fields[f"q{number}"] = StringField(msgid("Quantity"), [Optional()], render_kw=number_kw)
        fields[f"c{number}"] = StringField(msgid("Cost in yuan"), [Optional()], render_kw=number_kw)
    made: PlanForm = type("AnyPlanForm", (PlanForm,), fields)(typed, data=data or {})
    return made
