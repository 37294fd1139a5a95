"""Templates in one language: the words and the functions that they may use, called without detours."""

from collections.abc import Callable, Iterable, MutableMapping
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from types import FunctionType, MethodType
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from portal.kernel import saying
from portal.kernel.calendar import festival, lunar_day
from portal.kernel.clock import LOCAL
from portal.kernel.language import HTML_LANG, Language
from portal.kernel.phone import is_callable
from portal.kernel.reference import group
from portal.web.markdown import markdown
from portal.web.site import Site, Words, in_language
from portal.web.static_files import StaticFiles
from portal.web.words import translations

PLAIN = (FunctionType, MethodType, partial)
# More than the portal has messages; a message is a word of ours, never of a visitor.
MOST_MESSAGES = 8192


class _Compiled(BytecodeCache):
    """Every template is compiled once in a process: both languages ask for the same code, only the words differ."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        known = self._known.get(bucket.key)
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


class _Context(Context):
    """A page calls a thousand functions; Jinja asks each of them four times what it wants to be handed."""

    def call(self, obj: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if type(obj) is Macro:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return obj(self.eval_ctx, *args, **kwargs)
        if type(obj) in PLAIN and not hasattr(obj, "jinja_pass_arg"):
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return obj(*args, **kwargs)
        return super().call(obj, *args, **kwargs)


class _Environment(Environment):
    """A template without names of its own has those of its environment, and not a view of two dictionaries.

    Jinja compares them for every file that a page takes components from, forty names each time.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def _gettext(translate: Callable[[str], str]) -> Callable[..., Markup]:
    """`_("…", name=value)` as Jinja's own means it, with every message looked up once."""

    @lru_cache(maxsize=MOST_MESSAGES)
    def pattern(message: str) -> Markup:
        return Markup(translate(message))  # noqa: S704  # words of ours; what is put into them is escaped

    @lru_cache(maxsize=MOST_MESSAGES)
    def finished(message: str) -> Markup:
        return pattern(message) % {}

    def gettext(message: str, /, **facts: Any) -> Markup:
        return pattern(message) % facts if facts else finished(message)

    return gettext


def make_environment(
    templates: Path, content: Path, site: Site, files: StaticFiles, language: Language, prefix: str
) -> Environment:
    """Templates in one language, with everything that they may call; `prefix` is where the portal is mounted."""
    environment = _Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_COMPILED,
    )
    catalogue = translations(content, language)
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    environment.context_class = _Context
    gettext = _gettext(catalogue.gettext)
    environment.globals |= {
        "_": gettext,
        "gettext": gettext,
        "plain_gettext": catalogue.gettext,
        "site": site,
        "language": language,
        "gap": saying.gap(language),
        "markdown": partial(markdown, prefix=prefix),
        "words": partial(_words, language),
        "tongue": partial(_tongue, language),
        "tel": _tel,
        "lunar": partial(_lunar, language),
        "festival": partial(_festival, language),
        "say_date": partial(_bound, saying.say_date, language),
        "say_day": partial(_bound, saying.say_day, language),
        "say_month": partial(_bound, saying.say_month, language),
        "say_time": partial(_bound, saying.say_time, language),
        "say_money": partial(_bound, saying.say_money, language),
        "say_weekdays": partial(_bound, saying.say_weekdays, language),
        "say_minutes": partial(_bound, saying.say_minutes, language),
        "say_phone": saying.say_phone,
        "named": _named,
        "grouped": group,
        "icons_address": f"{prefix}/static/{files.stamped('icons/sprite.svg')}",
        "local": lambda moment: moment.astimezone(LOCAL),
    }
    return environment


def _words(language: Language, words: Words | str | None) -> str:
    return in_language(words, language)


def _tongue(language: Language, text: Any) -> Markup:
    """The attribute that says in which language these words are, where it is not the page's own."""
    spoken = getattr(text, "language", language)
    return Markup(' lang="{}"').format(HTML_LANG[spoken]) if spoken != language and spoken in HTML_LANG else Markup()


def _bound(function: Callable[..., str], language: Language, value: Any, **options: Any) -> str:
    return function(value, language, **options)


def _named(keys: Iterable[str], name: Callable[[str], str]) -> list[tuple[str, str]]:
    """Keys with their names, for lists of choices."""
    return [(key, str(name(key)).strip()) for key in keys]


def _tel(number: str) -> str | None:
    return "tel:" + number.replace(" ", "").replace("-", "") if is_callable(number) else None


def _lunar(language: Language, day: date) -> str:
    lunar = lunar_day(day)
    return lunar.text if language == "zh" else lunar.text_en


def _festival(language: Language, day: date) -> str | None:
    return festival(day, language)
