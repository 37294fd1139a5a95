"""Templates that parse, title themselves, and keep to the strict content security policy."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from jinja2.meta import find_referenced_templates

from tests.support.house import TEMPLATES, from_root, templates

ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
TITLED_BY = ("layouts/page.html", "layouts/staff.html")
UNSAFE = re.compile(r"\|\s*safe\b|autoescape\s+false|Markup\(")
INLINE = re.compile(r"<style\b|<script(?![^>]*\bsrc=)|\sstyle\s*=|\son[a-z]+\s*=|javascript:")
TAG = re.compile(r"<([a-z][a-z0-9]*)\b([^<>]*)")
HTMX = re.compile(r"\shx-[a-z:-]+")
WORKS_ALREADY = {"a", "form"}


def tree(path: Path) -> nodes.Template:
    return ENVIRONMENT.parse(path.read_text(encoding="utf-8"), filename=str(path))


def layout_of(template: nodes.Template) -> str | None:
    for extends in template.find_all(nodes.Extends):
        if isinstance(extends.template, nodes.Const):
            return str(extends.template.value)
    return None


def pages() -> list[Path]:
    return [path for path in templates() if layout_of(tree(path)) in TITLED_BY]


def untitled(template: nodes.Template) -> bool:
    return not any(block.name == "title" and block.body for block in template.find_all(nodes.Block))


def breaks_policy(source: str) -> Iterator[str]:
    without_comments = re.sub(r"{#.*?#}", "", source, flags=re.DOTALL)
    yield from (f"switches escaping off: {found.group()}" for found in UNSAFE.finditer(without_comments))
    yield from (f"carries its own style or script: {found.group()}" for found in INLINE.finditer(without_comments))


def decorates_nothing(source: str) -> Iterator[str]:
    """What htmx decorates must work without it."""
    for name, attributes in TAG.findall(re.sub(r"{#.*?#}", "", source, flags=re.DOTALL)):
        if HTMX.search(attributes) and name not in WORKS_ALREADY:
            yield f"<{name}> works only with scripts"
        if name == "a" and "hx-get" in attributes and "href" not in attributes:
            yield "a link without address works only with scripts"
        if re.search(r"\shx-(post|put|patch|delete)\b", attributes):
            yield "htmx is for reading only"


@pytest.mark.parametrize("path", templates(), ids=from_root)
def test_every_template_parses_and_keeps_to_the_policy(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    tree(path)
    problems = [*breaks_policy(source), *decorates_nothing(source)]

    assert problems == []


def test_every_page_titles_itself() -> None:
    assert pages(), "There is no page to look at."
    assert [from_root(path) for path in pages() if untitled(tree(path))] == []


def test_every_page_stands_directly_on_a_layout() -> None:
    """More than one step of inheritance, and nobody can say where a word on a page comes from."""
    layouts = {layout_of(tree(path)) for path in templates()} - {None}

    assert layouts <= {*TITLED_BY, "layouts/base.html", "layouts/print.html"}


def test_every_template_that_is_named_is_there() -> None:
    named = {(from_root(path), name) for path in templates() for name in find_referenced_templates(tree(path)) if name}

    assert sorted((by, name) for by, name in named if not (TEMPLATES / name).exists()) == []


@pytest.mark.parametrize(
    "source",
    [
        "{{ body|safe }}",
        "{{ body | safe }}",
        '<p style="color: red">',
        '<a onclick="go()">',
        "<script>go()</script>",
        "<style>",
    ],
)
def test_what_the_policy_forbids_is_noticed(source: str) -> None:
    assert list(breaks_policy(source))


@pytest.mark.parametrize("source", ['<div hx-get="/x">', '<a hx-get="/x">', '<form action="/x" hx-post="/x">'])
def test_what_works_only_with_scripts_is_noticed(source: str) -> None:
    assert list(decorates_nothing(source))


def test_a_page_without_a_title_is_noticed() -> None:
    assert untitled(ENVIRONMENT.parse('{% extends "layouts/page.html" %}{% block main %}{% endblock %}'))
    assert untitled(ENVIRONMENT.parse('{% extends "layouts/page.html" %}{% block title %}{% endblock %}'))
