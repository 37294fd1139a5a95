"""Before anything is released it is looked at: with the rules of the auditor and the numbers that may be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from portal.kernel import yaml_file
from portal.publishing.content import ContentFile, Unreadable, read_file
from portal.publishing.filling import document_of_file
from portal.publishing.kinds import PublicationKind
from portal.publishing.questions import Document

if TYPE_CHECKING:
    from accessibility.publishable import Fault

MOST_SHOWN = 20


def approved_phones(content: Path) -> frozenset[str]:
    """The digits of every number that may be shown."""
    files = (("hotlines/hotlines.yaml", "hotlines"), ("site.yaml", "help_lines"), ("approved_phones.yaml", "phones"))
    rows = [row for name, key in files if (content / name).exists() for row in _read(content / name).get(key) or []]
    return frozenset(re.sub(r"\D", "", str(row["number"])) for row in rows)


def faults_of(
    kind: PublicationKind, document: Document, *, now: datetime, today: date, phones: frozenset[str]
) -> list[Fault]:
    from accessibility.publishable import look_at_document  # noqa: PLC0415  # its words and patterns are for writers

    return look_at_document(document, expects=kind.expects, today=today, now=now, phones=phones)


def check_files(
    content: Path, kinds: Iterable[PublicationKind], *, now: datetime, today: date
) -> Iterable[tuple[str, Fault | str]]:
    """Every fault of every content file, with the file's name; a file that cannot be read gives the reason instead."""
    phones = approved_phones(content)
    for kind in kinds:
        for path in sorted((content / kind.folder).glob("*.md")):
            if path.stem == "README":
                continue
            name = f"{kind.folder}/{path.name}"
            try:
                file: ContentFile = read_file(path, kind.schema, today=today)
            except Unreadable as problem:
                yield from ((name, f"{one.field}: {one.what}") for one in problem.problems)
                continue
            document = document_of_file(file)
            yield from ((name, fault) for fault in faults_of(kind, document, now=now, today=today, phones=phones))


def _read(file: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = yaml_file.read(file) or {}
    return found
