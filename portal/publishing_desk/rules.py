"""How the desk of this district works, and how two texts differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

APPROVAL_LINK_LASTS = timedelta(hours=12)
LONGEST_REMARK = 500


@dataclass(frozen=True)
class DeskRules:
    """Read from content/publishing.yaml."""

    people: int = 2
    leading: frozenset[str] = frozenset()
    kinds_of: Mapping[str, frozenset[str]] | None = None
    unchecked_days: int = 90
    quiet_days: int = 14

    def may_write(self, kind: str, department: str) -> bool:
        """A department that is not named in the file may write every kind."""
        named = (self.kinds_of or {}).get(department)
        return named is None or kind in named

    def people_for(self, *, urgent: bool) -> int:
        return 2 if urgent else self.people


@dataclass(frozen=True)
class Difference:
    """One question that two texts answer differently."""

    name: str
    before: str
    after: str


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> list[Difference]:
    """Field by field, in the order of the second."""
    names = [*after, *(name for name in before if name not in after)]
    told = [(name, said(before.get(name)), said(after.get(name))) for name in names]
    return [Difference(name, old, new) for name, old, new in told if old != new]


def changed_by(base: Mapping[str, object] | None, now: Mapping[str, object]) -> frozenset[str]:
    """The questions that somebody answered anew since `base`; all of them where `base` is not known."""
    return frozenset(one.name for one in differences(base or {}, now))


def said(answer: object) -> str:
    """An answer as one text, so that a list and what was typed for it compare."""
    if isinstance(answer, Sequence) and not isinstance(answer, str):
        return "\n".join(sorted(map(str, answer)))
    return "" if answer is None else str(answer).replace("\r\n", "\n").strip()
