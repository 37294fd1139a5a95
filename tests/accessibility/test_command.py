"""What a person gets who types the command: reports, exit statuses, one clear line for what cannot be judged."""

import json
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from accessibility.command import FAULTS, FIT, NOTHING, WRONG, main
from accessibility.visit import why
from tests.accessibility.sites import Answer, Site, send, site, whole

pytestmark = [pytest.mark.browser, pytest.mark.once]
GOOD = whole("<main><h1>一页字</h1><p>字</p></main>")
BAD = whole('<main><h1>一页字</h1><p style="font-size:9px">小字</p><a href="#">点击这里</a></main>')
SOON = 12  # seconds on a machine that has other work too; an impatient look needs three
LIGHT = ("--light", "--workers", "1", "--quiet", "--language", "en")


def never(visit: BaseHTTPRequestHandler) -> None:
    """Send a beginning, and then nothing."""
    send(visit, "<!doctype html><title>x</title><p>Wait")
    time.sleep(15)


def download(visit: BaseHTTPRequestHandler) -> None:
    send(visit, "x", Content_Type="application/zip", Content_Disposition="attachment; filename=a.zip")


def circle(visit: BaseHTTPRequestHandler) -> None:
    send(visit, "", 302, Location="/circle")


def away(visit: BaseHTTPRequestHandler) -> None:
    send(visit, "", 302, Location="http://other.invalid/")


def framed_nowhere(visit: BaseHTTPRequestHandler) -> None:
    send(visit, BAD, X_Frame_Options="DENY", Content_Security_Policy="default-src 'self'; style-src 'unsafe-inline'")


def sealed(visit: BaseHTTPRequestHandler) -> None:
    send(visit, GOOD, Content_Security_Policy="default-src 'self'; sandbox allow-forms")


def dark_from_now_on(visit: BaseHTTPRequestHandler) -> None:
    send(visit, "", 303, Location="/plain", Set_Cookie="theme=dark; Path=/")


def as_chosen(visit: BaseHTTPRequestHandler) -> None:
    is_dark = "theme=dark" in visit.headers.get("Cookie", "")
    send(visit, whole(f"<style>body{{background:{'#000' if is_dark else '#fff'}}}</style><main><h1>一页</h1></main>"))


def picture(visit: BaseHTTPRequestHandler) -> None:
    send(visit, '<svg xmlns="http://www.w3.org/2000/svg"/>', Content_Type="image/svg+xml")


def broken(visit: BaseHTTPRequestHandler) -> None:
    send(visit, "<p>no</p>", 500)


def calendar(visit: BaseHTTPRequestHandler) -> None:
    send(visit, "BEGIN:VCALENDAR", Content_Type="text/calendar")


@pytest.fixture(scope="module")
def town() -> Iterator[Site]:
    answers: dict[str, str | Answer] = {
        "/": GOOD,
        "/bad": BAD,
        "/never": never,
        "/download": download,
        "/circle": circle,
        "/away": away,
        "/strict": framed_nowhere,
        "/500": broken,
        "/calendar": calendar,
        "/picture": picture,
        "/busy": whole("<p>x</p><script>addEventListener('load', () => setTimeout(() => { for (;;); }))</script>"),
        "/busy-when-asked": whole("<p>x</p><script>document.querySelectorAll = () => { for (;;); }</script>"),
        "/sealed": sealed,
        "/choices": whole('<main><a href="/themes/?theme=dark">黑底</a><a href="/plain">下一页</a></main>'),
        "/themes/": dark_from_now_on,
        "/plain": as_chosen,
        "/links": whole(
            '<main><a href="http://[x">零</a><a href="/bad">一</a>'
            '<a href="http://other.invalid/x">二</a><a href="/500">三</a></main>'
        ),
    }
    with site(answers) as running:
        yield running


def audit(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = main(["audit", *LIGHT, *arguments])
    return status, capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("/500", "answers with an error (500)"),
        ("/download", "it is a download, not a page"),
        ("/circle", "it redirects in a circle"),
        ("/away", "it leads to a host that was not given"),
        ("/calendar", "it is a download, not a page"),
        ("/nowhere", "answers with an error"),
        ("/picture", "it is not a page (image/svg+xml)"),
        ("/sealed", "its policy forbids every script"),
    ],
)
def test_what_is_no_page_gets_one_clear_line_and_the_rest_goes_on(
    capsys: pytest.CaptureFixture[str], town: Site, path: str, line: str
) -> None:
    status, said = audit(capsys, town.url + path, town.url + "/bad")

    assert f"{path}  not judged: " in said
    assert line in said
    assert status == FAULTS
    assert "font-18" in said


def test_a_page_that_never_finishes_is_left_behind(capsys: pytest.CaptureFixture[str], town: Site) -> None:
    began = time.monotonic()
    status, said = audit(capsys, town.url + "/never", "--patience", "1.5")

    assert "it is still loading after 1.5 seconds" in said
    assert status == NOTHING
    assert time.monotonic() - began < SOON


@pytest.mark.parametrize("path", ["/busy", "/busy-when-asked"])
def test_a_page_that_is_busy_for_ever_is_left_behind(capsys: pytest.CaptureFixture[str], town: Site, path: str) -> None:
    # One page is looked at before it in the same window, and one after it in a new one.
    status, said = audit(capsys, *(town.url + one for one in ("/bad", path, "/")), "--patience", "1.5")

    assert said.count("busy, so it cannot be looked at") == 1
    assert said.count("not judged") == 1
    assert status == FAULTS


def test_where_nothing_answers_the_status_says_that_nothing_was_judged(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    status, said = audit(capsys, f"http://127.0.0.1:{port}/", "http://nobody.invalid/", "/no/such/file.html")

    assert "connection refused" in said
    assert "there is no such host" in said
    assert "there is no such file" in said
    assert "No page could be judged." in said
    assert status == NOTHING


def test_a_self_signed_site_is_named_and_opened_only_when_asked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-days", "2"]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with site({"/": BAD}) as secured:
        secured.socket = context.wrap_socket(secured.socket, server_side=True)
        address = secured.url.replace("http:", "https:")

        refused, said = audit(capsys, address)
        opened, _ = audit(capsys, address, "--any-certificate")

    assert "its certificate is not trusted" in said
    assert (refused, opened) == (NOTHING, FAULTS)


def test_a_site_that_forbids_frames_and_foreign_scripts_is_judged_all_the_same(
    capsys: pytest.CaptureFixture[str], town: Site
) -> None:
    status, said = audit(capsys, town.url + "/strict")

    assert "font-18" in said
    assert status == FAULTS


def test_links_are_followed_within_the_hosts_that_were_given(capsys: pytest.CaptureFixture[str], town: Site) -> None:
    _, said = audit(capsys, town.url + "/links", "--crawl", "5", "--format", "json")

    assert [page["url"].rpartition("/")[2] for page in json.loads(said)["pages"]] == ["links", "bad", "500"]


def test_what_a_link_has_changed_does_not_colour_the_next_page(capsys: pytest.CaptureFixture[str], town: Site) -> None:
    _, said = audit(capsys, town.url + "/choices", "--crawl", "5", "--format", "json")

    pages = {page["url"].rpartition("/")[2]: page["findings"] for page in json.loads(said)["pages"]}
    assert set(pages) == {"choices", "?theme=dark", "plain"}
    dark = {name for name, findings in pages.items() if "light-by-default" in {found["rule"] for found in findings}}
    assert dark == set()  # the one was asked for, and the other is seen by a new visitor


def test_the_status_follows_the_gravest_fault_that_was_asked_for(
    capsys: pytest.CaptureFixture[str], town: Site
) -> None:
    assert audit(capsys, town.url + "/bad", "--fail-on", "veto")[0] == FIT
    assert audit(capsys, town.url + "/bad", "--fail-on", "error")[0] == FAULTS


def test_a_file_is_judged_like_a_page_and_every_format_speaks(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text(BAD, encoding="utf-8")

    said = {name: audit(capsys, str(page), "--format", name)[1] for name in ("json", "sarif", "html")}

    facts = json.loads(said["json"])
    assert facts["score"]["vetoed"] == []
    assert {found["rule"] for found in facts["pages"][0]["findings"]} >= {"font-18", "vague-link", "dead-link"}
    assert facts["score"]["not_judged"]
    run = json.loads(said["sarif"])["runs"][0]
    assert {result["ruleId"] for result in run["results"]} <= {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert "Mend first" in said["html"]
    assert "data:image/jpeg;base64," in said["html"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_is_fit_itself_and_passes_no_identity_number_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, language: str
) -> None:
    page, report = tmp_path / "page.html", tmp_path / "report.html"
    page.write_text(BAD.replace("小字", "电话 023-5800 0000，身份证 500101 19500307 002X"), encoding="utf-8")
    assert audit(capsys, str(page), "--format", "html", "--output", str(report), "--language", language)[0] == FAULTS

    status, said = audit(capsys, str(report), "--profile", "staff", "--page-language", language, "--fail-on", "warn")

    assert (status, said) == (FIT, said)
    assert "19500307" not in report.read_text(encoding="utf-8")


def test_a_suppression_needs_a_written_reason(capsys: pytest.CaptureFixture[str], tmp_path: Path, town: Site) -> None:
    rows = tmp_path / "spared.yaml"
    rows.write_text("- {rule: font-18, reason: {zh: 好, en: fine}}\n", encoding="utf-8")
    assert audit(capsys, town.url + "/bad", "--suppressions", str(rows))[0] == WRONG

    reason = "{zh: 这是样例页面，故意写小的, en: It is a sample that is small on purpose}"
    rows.write_text(f"- {{rule: '*', reason: {reason}}}\n", encoding="utf-8")
    status, said = audit(capsys, town.url + "/bad", "--suppressions", str(rows))
    assert status == FIT
    assert "small on purpose" in said


def test_whoever_has_no_browser_is_told_how_to_get_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")

    assert main(["audit", "http://127.0.0.1/", "--quiet"]) == NOTHING
    assert "/no/such/browser" in capsys.readouterr().err


def test_a_page_that_is_left_while_it_is_looked_at_is_said_in_words() -> None:
    seen = "Page.evaluate: Execution context was destroyed, most likely because of a navigation"

    assert why(seen).en == "it leads on by itself all the time"


@pytest.mark.parametrize(("given", "said"), [(".", "it is a folder"), ("no-such-page.html", "there is no such file")])
def test_a_folder_and_a_file_that_is_not_there_are_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)

    status, told = audit(capsys, given)

    assert status == NOTHING
    assert said in told


@pytest.mark.parametrize(
    "wrong",
    [
        ("--format", "word"),
        ("--patience", "0"),
        ("--patience", "soon"),
        ("--cookie", "x"),
        ("--crawl", "-5"),
        ("--workers", "two"),
        ("--output", "/no/such/folder/report.html"),
        ("--storage", "/no/such/file"),
        ("http://[x",),
        ("ftp://127.0.0.1/",),
        ("http://",),
        ("",),
    ],
)
def test_a_wrong_command_has_a_status_of_its_own(wrong: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["audit", "http://127.0.0.1/", *wrong])

    assert ended.value.code == WRONG
