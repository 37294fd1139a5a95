"""How a rule is written down: one call, both languages side by side."""

from accessibility.model import Profile, Rule, Severity, Source, Words

Pair = tuple[str, str]


def rule(  # noqa: PLR0913 - a rule is a row of a table, and each column has its name
    name: str,
    rows: str,
    *,
    asks: Pair,
    mend: Pair,
    sources: tuple[Source, ...],
    elder: float | None = None,
    staff: float | None = None,
    aa: float | None = None,
    severity: Severity = Severity.ERROR,
    unit: str = "",
    per_site: bool = False,
) -> Rule:
    """A limit that is None means that this profile does not ask; a rule without a number has the limit 1."""
    given: tuple[tuple[Profile, float | None], ...] = (("elder", elder), ("staff", staff), ("wcag-aa", aa))
    return Rule(
        id=name,
        rows=tuple(rows.split()),
        asks=Words(*asks),
        fault=Words(*asks),
        mend=Words(*mend),
        sources=sources,
        limits={profile: limit for profile, limit in given if limit is not None},
        severity=severity,
        unit=unit,
        per_site=per_site,
    )


def everywhere(
    name: str, rows: str, *, asks: Pair, mend: Pair, sources: tuple[Source, ...], severity: Severity = Severity.ERROR
) -> Rule:
    """A rule without a number that every profile asks."""
    return rule(name, rows, asks=asks, mend=mend, sources=sources, elder=1, staff=1, aa=1, severity=severity)
