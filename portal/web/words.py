"""The catalogues: English msgids, Chinese spoken by default."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from portal.kernel.language import Language


@lru_cache(maxsize=8)
def translations(content_dir: Path, language: Language) -> NullTranslations:
    """Read straight from the `.po` file that a translator edits; English needs none."""
    file = content_dir / "locales" / language / "LC_MESSAGES" / "portal.po"
    if language == "en" or not file.exists():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale="zh_CN"))
    compiled.seek(0)
    return Translations(compiled)
