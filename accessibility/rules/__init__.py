"""Every rule there is, by what it looks at."""

from collections.abc import Mapping

from accessibility.model import Profile, Rule
from accessibility.rules import colour, forms, site, structure, text, touch, views, words

# The probe inside the page answers for these; for what it cannot see alone, Python does.
PROBED: tuple[Rule, ...] = (
    *text.RULES,
    *colour.RULES,
    *touch.RULES,
    *structure.RULES,
    *forms.RULES,
    *(rule for rule in words.RULES if rule.id != "plain-words"),
)
CONDITIONS: tuple[Rule, ...] = (*views.RULES, *(rule for rule in words.RULES if rule.id == "plain-words"))
SITE: tuple[Rule, ...] = site.RULES
ALL: tuple[Rule, ...] = (*PROBED, *CONDITIONS, *SITE)
BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in ALL}


def asked_by(profile: Profile, rules: tuple[Rule, ...] = ALL) -> list[Rule]:
    return [rule for rule in rules if rule.applies_to(profile)]
