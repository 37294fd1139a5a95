"""Opens one address, or says in one line why it cannot be judged."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import url2pathname

from accessibility.browser import host
from accessibility.model import Words

if TYPE_CHECKING:
    from playwright.sync_api import Page, Response

PATIENCE = 10.0  # seconds
# What Chromium says, and what a person needs to know; the first that fits is taken.
REASONS: tuple[tuple[str, Words], ...] = (
    ("ERR_TOO_MANY_REDIRECTS", Words("一直在转来转去，打不开（重定向循环）", "it redirects in a circle")),
    ("ERR_CERT", Words("安全证书不可信（自签名或过期）", "its certificate is not trusted (self-signed or expired)")),
    ("ERR_SSL", Words("安全连接没有建立起来", "no secure connection could be made")),
    ("ERR_NAME_NOT_RESOLVED", Words("找不到这个网站（域名解析不了）", "there is no such host")),
    ("ERR_CONNECTION_REFUSED", Words("网站没有开（连接被拒绝）", "nothing answers there (connection refused)")),
    ("ERR_CONNECTION_TIMED_OUT", Words("网站没有回答", "nothing answers there")),
    ("ERR_ADDRESS_UNREACHABLE", Words("网站到不了", "the host cannot be reached")),
    ("ERR_INTERNET_DISCONNECTED", Words("没有网络", "there is no network")),
    ("ERR_PROXY", Words("要去别的网站，没有跟去", "it leads to a host that was not given")),
    ("ERR_TUNNEL", Words("要去别的网站，没有跟去", "it leads to a host that was not given")),
    ("ERR_BLOCKED_BY_CLIENT", Words("要去别的网站，没有跟去", "it leads to a host that was not given")),
    ("ERR_FILE_NOT_FOUND", Words("没有这个文件", "there is no such file")),
    ("Download is starting", Words("是要下载的文件，不是网页", "it is a download, not a page")),
    ("ERR_HTTP_RESPONSE_CODE_FAILURE", Words("网站回答出错", "the site answers with an error")),
    ("ERR_EMPTY_RESPONSE", Words("网站什么也没有回答", "the answer is empty")),
    ("ERR_CONNECTION_RESET", Words("连接断了", "the connection was cut")),
    ("Execution context was destroyed", Words("页面自己不停地跳转，没法查", "it leads on by itself all the time")),
    ("ERR_INVALID_AUTH", Words("要登录才能看", "it asks for a password")),
)
BUSY = Words("页面一直在忙，没法查", "a script keeps the page busy, so it cannot be looked at")
SEALED = Words(
    "网站禁止页面运行任何脚本（CSP sandbox），没法查",
    "its policy forbids every script (CSP sandbox), so it cannot be looked at",
)
FOLDER = Words("是文件夹，不是网页", "it is a folder, not a page")
SCHEMES = ("http", "https", "file")
HTML = ("text/html", "application/xhtml+xml")
MOST_REASON = 120
SANDBOX = re.compile(r"(^|[;,])\s*sandbox(?![^;,]*allow-scripts)")
A_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?(/|$)")
A_FILE = (".html", ".htm", ".xhtml")


@dataclass
class Visit:
    """What came of opening an address."""

    url: str
    problem: Words | None = None
    answer: "Response | None" = None

    def source(self) -> str | None:
        """The page as the server wrote it, before any script; None where that cannot be told."""
        from playwright.sync_api import Error  # noqa: PLC0415 - it comes with the tests only

        try:
            return self.answer.text() if self.answer is not None else None
        except (Error, UnicodeDecodeError):
            return None


def open_page(page: "Page", address: str, patience: float = PATIENCE) -> Visit:
    """Go there and wait until it stands still, at most so many seconds; every failure becomes one line."""
    # Playwright comes with the tests only, and the rest of this package must work without it.
    from playwright.sync_api import Error  # noqa: PLC0415

    try:
        answer = page.goto(address, wait_until="commit", timeout=1000 * patience)
    except Error as problem:
        if "Timeout" not in str(problem):
            return Visit(address, why(str(problem)))
        return Visit(address, Words(f"{patience:g}秒还没打开", f"it did not open within {patience:g} seconds"))
    if answer is not None:
        refused = _refused(answer)
        if refused is not None:
            return Visit(page.url, refused)
    try:
        page.wait_for_load_state("load", timeout=1000 * patience)
    except Error as problem:
        if "Timeout" not in str(problem):
            return Visit(page.url, why(str(problem)))
        return Visit(page.url, Words(f"{patience:g}秒还没装完", f"it is still loading after {patience:g} seconds"))
    return Visit(page.url, _busy(page, patience), answer)


def why(problem: str) -> Words:
    for sign, words in REASONS:
        if sign in problem:
            return words
    first = re.sub(r"^\w+(\.\w+)*: ", "", problem.strip().splitlines()[0])[:MOST_REASON]
    return Words(f"打不开：{first}", f"it cannot be opened: {first}")


def address_of(given: str) -> str:
    """An address as a browser takes it: a file of this machine becomes a file: address; ValueError where it is none."""
    if not given.strip():
        raise ValueError(given)
    if "://" in given:
        parts = urlsplit(given)  # which refuses what has no host in its brackets
        if parts.scheme.lower() not in SCHEMES or (parts.scheme != "file" and not parts.hostname):
            raise ValueError(given)
        return given
    is_there = Path(given).exists() or (given.lower().endswith(A_FILE) and "/" not in given)
    if given.startswith("localhost") or (A_HOST.match(given) and not is_there):
        return f"http://{given}"
    return Path(given).resolve().as_uri()


def same_site(links: Iterable[str], hosts: Iterable[str], base: str) -> list[str]:
    """Pages to go on to: of the hosts given, each once, without its place on the page."""
    allowed = set(hosts)
    found: dict[str, None] = {}
    for link in links:
        try:
            address = urldefrag(urljoin(base, link)).url
        except ValueError:  # a page may write anything: no address is meant by it
            continue
        if urlsplit(address).scheme in {"http", "https"} and host(address) in allowed:
            found.setdefault(address)
    return list(found)


def _refused(answer: "Response") -> Words | None:
    status, kind = answer.status, answer.headers.get("content-type", "")
    if status >= 400:  # noqa: PLR2004 - the first status of a failure
        return Words(f"网站回答出错（{status}）", f"the site answers with an error ({status})")
    if kind and not kind.lower().startswith(HTML):
        name = kind.split(";", maxsplit=1)[0]
        return Words(f"不是网页（{name}）", f"it is not a page ({name})")
    if urlsplit(answer.url).scheme == "file" and Path(url2pathname(urlsplit(answer.url).path)).is_dir():
        return FOLDER
    # Without any script of its own a page answers no question about itself either.
    return SEALED if SANDBOX.search(answer.headers.get("content-security-policy", "")) else None


def _busy(page: "Page", patience: float) -> Words | None:
    from playwright.sync_api import Error  # noqa: PLC0415 - the same

    try:
        # A script that never ends would hold every question for ever, but not one with a time limit.
        page.locator("html").get_attribute("lang", timeout=500 * patience)
    except Error:
        return BUSY
    return None
