"""`make catalog`: every word that residents read, gathered from templates and code, and the Chinese for each."""

import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from tests.support.house import CONTENT, ROOT

# `msgid` marks a word where it is written, a `Refusal` carries one to the reader, and `say(request, word)` speaks it.
KEYWORDS: dict[str, Any] = DEFAULT_KEYWORDS | {"msgid": None, "Refusal": None, "say": (2,)}
# The same as in portal/web/view.py, or a word would be gathered with other spaces than it is looked up with.
JINJA = {
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "newstyle_gettext": "true",
    "extensions": "jinja2.ext.do",
    "silent": "false",
}
FOLDERS = ("portal", "templates")
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.xml", "jinja2"), ("**.txt", "jinja2")]
OPTIONS: dict[str, dict[str, Any]] = {pattern: JINJA for pattern, method in METHODS if method == "jinja2"}
SPOKEN = ("zh",)


def gather(root: Path = ROOT) -> Catalog:
    """Every msgid, each with the places where it stands."""
    found = Catalog(project="portal", charset="utf-8", fuzzy=False)
    for folder in FOLDERS:
        messages = extract_from_dir(root / folder, METHODS, OPTIONS, KEYWORDS)
        for name, line, message, comments, context in messages:
            found.add(message, locations=[(f"{folder}/{name}", line)], auto_comments=comments, context=context)
    return found


def file_of(language: str) -> Path:
    return CONTENT / "locales" / language / "LC_MESSAGES" / "portal.po"


def read(language: str) -> Catalog:
    with file_of(language).open("rb") as source:
        return read_po(source, locale=language)


def write(language: str, catalog: Catalog) -> None:
    """Sorted and without places, so that only a changed word changes the file."""
    file = file_of(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        write_po(target, catalog, width=120, no_location=True, sort_output=True, ignore_obsolete=True)


def untranslated(catalog: Catalog) -> list[str]:
    return [str(message.id) for message in catalog if message.id and not _is_said(message.string)]


def _is_said(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def main() -> int:
    template = gather()
    still_open = 0
    for language in SPOKEN:
        catalog = (
            read(language) if file_of(language).exists() else Catalog(locale=language, charset="utf-8", fuzzy=False)
        )
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        write(language, catalog)
        missing = untranslated(catalog)
        still_open += len(missing)
        lines = [f"{language}: {len(catalog)} words, {len(missing)} of them still to be translated.", *missing]
        sys.stdout.write("\n  ".join(lines) + "\n")
    return 1 if still_open else 0


if __name__ == "__main__":
    sys.exit(main())
