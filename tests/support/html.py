"""An answer as a person meets it: words, links and forms instead of bytes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5lib
import httpx2

Answers = Mapping[str, str | Sequence[str]]
NEVER_SENT = {"submit", "button", "image", "reset", "file"}


@dataclass(frozen=True)
class Form:
    """A form with what stands in it, ready to be sent as a browser without scripts would send it."""

    method: str
    action: str
    is_multipart: bool
    values: dict[str, list[str]]
    choices: dict[str, set[str]]
    names: frozenset[str]

    def filled(self, answers: Answers) -> dict[str, list[str]]:
        """What is sent when somebody types these answers; a field or a choice that is not there cannot be used."""
        values = {name: list(value) for name, value in self.values.items()}
        for name, answer in answers.items():
            chosen = [answer] if isinstance(answer, str) else list(answer)
            assert name in self.names, f"There is no field {name!r} in this form, only {sorted(self.names)}."
            unknown = set(chosen) - self.choices[name] if name in self.choices else set()
            assert not unknown, f"{name!r} does not offer {sorted(unknown)}, only {sorted(self.choices[name])}."
            values[name] = chosen
        return values


@dataclass(frozen=True)
class Page:
    """One answer of the portal."""

    path: str
    response: httpx2.Response

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def html(self) -> str:
        return self.response.text

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.response.headers["location"]

    @cached_property
    def root(self) -> Element:
        return _parsed(self.html)[0]

    @property
    def mistakes(self) -> list[str]:
        """Where the markup is not what HTML allows."""
        return _parsed(self.html)[1]

    @property
    def main(self) -> Element:
        found = self.root.find(".//main")
        return self.root if found is None else found

    @property
    def text(self) -> str:
        """The words of the main part."""
        return words(self.main)

    @property
    def title(self) -> str:
        return words_of(self.root.find(".//title"))

    @property
    def h1(self) -> str:
        return words_of(self.root.find(".//h1"))

    @property
    def links(self) -> dict[str, str]:
        """Words to address, of every link in the main part."""
        return {words(link): link.get("href", "") for link in self.main.iter("a")}

    def link(self, text: str) -> str:
        """The address behind the link whose words contain `text`."""
        found = [href for said, href in self.links.items() if text in said]
        assert found, f"No link says {text!r}; there are {list(self.links)}."
        return found[0]

    @property
    def errors(self) -> list[str]:
        """What the page asks to mend: the links of its error summary."""
        summary = next((element for element in self.main.iter() if element.get("role") == "alert"), None)
        return [] if summary is None else [words(link) for link in summary.iter("a")]

    def form(self, action: str | None = None) -> Form:
        """The only form of the main part that sends something, or the one whose address contains `action`."""
        forms = [form for form in self.forms if (form.method == "post" if action is None else action in form.action)]
        assert len(forms) == 1, f"Expected one form, found {[form.action for form in forms]}; name its address."
        return forms[0]

    @property
    def forms(self) -> Iterator[Form]:
        """Every form of the main part."""
        for element in self.main.iter("form"):
            values: dict[str, list[str]] = {}
            choices: dict[str, set[str]] = {}
            names: set[str] = set()
            for field in element.iter():
                name = field.get("name")
                if name is None or field.tag not in {"input", "select", "textarea", "button"}:
                    continue
                names.add(name)
                options = _options(field)
                if options is not None:
                    choices.setdefault(name, set()).update(options)
                values.setdefault(name, []).extend(_values(field))
            yield Form(
                method=element.get("method", "get").lower(),
                action=urljoin(self.path, element.get("action") or self.path),
                is_multipart=element.get("enctype") == "multipart/form-data",
                values={name: value for name, value in values.items() if value},
                choices=choices,
                names=frozenset(names),
            )


@lru_cache(maxsize=64)
def _parsed(html: str) -> tuple[Element, list[str]]:
    """The tree, and where the markup is not what HTML allows; many tests open the same page, and nobody changes it."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(html)
    return root, [f"line {line}: {code} {facts or ''}" for (line, _), code, facts in parser.errors]


def words(element: Element) -> str:
    """The words of an element, with single spaces."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def words_of(element: Element | None) -> str:
    return "" if element is None else words(element)


def _options(field: Element) -> set[str] | None:
    """What may be chosen here; None where anything may be typed."""
    if field.tag == "select":
        return {option.get("value", words(option)) for option in field.iter("option")}
    if field.tag == "button" or field.get("type") in {"radio", "checkbox"}:
        return {field.get("value", "on")}
    return None


def _values(field: Element) -> list[str]:
    """What this field sends when nobody touches it."""
    kind = field.get("type", "text")
    if field.tag == "button" or kind in NEVER_SENT:
        return []
    if field.tag == "textarea":
        return ["".join(field.itertext()).removeprefix("\n")]
    if field.tag == "select":
        options = list(field.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options[:1]
        return [option.get("value", words(option)) for option in chosen]
    if kind in {"radio", "checkbox"}:
        return [field.get("value", "on")] if field.get("checked") is not None else []
    return [field.get("value", "")]
