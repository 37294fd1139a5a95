"""Take away one safeguard after the other and see that a test turns red.

A test that was green all its life may guard nothing. This is not part of the suite: after a refactor, and now and then,
run `.venv/bin/python -m tests.house.prove_guards`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.support.house import ROOT

LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "*.egg-info", "__pycache__", ".*_cache", "node_modules")


@dataclass(frozen=True)
class Removal:
    """What is taken away where, and the tests of which at least one must notice."""

    what: str
    file: str
    old: str
    new: str
    noticed_by: str


REMOVALS = (
    Removal(
        "the commit happens before the answer",
        "portal/web/sessions.py",
        'Depends(_writing, scope="function")',
        "Depends(_writing)",
        "tests/walks/test_staff_publish_a_fraud_warning.py",
    ),
    Removal(
        "nobody releases their own text",
        "portal/publishing/model.py",
        'if event in {"release", "approve"} and by == self.written_by:',
        "if False:",
        "tests/walks/test_nobody_releases_their_own_text.py",
    ),
    Removal(
        "a form from another site is refused",
        "portal/web/csrf.py",
        "    if not _is_ours(request, form):\n        raise Forbidden\n",
        "",
        "tests/walks/test_staff_publish_a_fraud_warning.py",
    ),
    Removal(
        "every address has a door",
        "portal/courses/pages.py",
        ", dependencies=[Depends(anyone)]",
        "",
        "tests/house/test_routes.py",
    ),
    Removal(
        "no address vanishes",
        "portal/courses/pages.py",
        'prefix="/courses"',
        'prefix="/classes"',
        "tests/house/test_routes.py",
    ),
    Removal(
        "only the session commits",
        "portal/offline/links.py",
        "session.flush()",
        "session.commit()",
        "tests/house/test_transactions.py",
    ),
    Removal(
        "every field has a label",
        "templates/layouts/page.html",
        'label for="q"',
        "span",
        "tests/walks/test_every_link_leads_somewhere.py",
    ),
    Removal(
        "every page titles itself",
        "templates/courses/show.html",
        "{% block title %}",
        "{% block other %}",
        "tests/house/test_templates.py",
    ),
    Removal(
        "every word is translated",
        "content/locales/zh/LC_MESSAGES/portal.po",
        'msgid "Site map"',
        'msgid "Map of the site"',
        "tests/house/test_words.py",
    ),
    Removal(
        "every word is translated on the page too",
        "content/locales/zh/LC_MESSAGES/portal.po",
        'msgid "Do you need somebody to help?"',
        'msgid "Something else"',
        "tests/walks/test_every_link_leads_somewhere.py",
    ),
    Removal(
        "htmx is the file that was looked at",
        "static/vendor/htmx.min.js",
        "var htmx=",
        "var  htmx=",
        "tests/house/test_vendor.py",
    ),
    Removal(
        "a lock names no address",
        "requirements.lock",
        "alembic==",
        "--index-url https://packages.example\nalembic==",
        "tests/house/test_dependencies.py",
    ),
    Removal(
        "everything imported is declared",
        "pyproject.toml",
        '    "nh3>=0.3.8",\n',
        "",
        "tests/house/test_dependencies.py",
    ),
    Removal(
        "a lock is in step",
        "pyproject.toml",
        '"jinja2>=3.1.6"',
        '"jinja2>=99"',
        "tests/house/test_dependencies.py",
    ),
    Removal(
        "the third reader is not the second",
        "portal/publishing/model.py",
        "if by == read_by:",
        "if False:",
        "tests/rooms/test_publishing_rules.py",
    ),
    Removal(
        "an old version is refused",
        "portal/publishing/model.py",
        "if version != self.version:",
        "if False:",
        "tests/rooms/test_publishing_rules.py",
    ),
    Removal(
        "the next load leaves alone what staff wrote",
        "portal/publishing/loading.py",
        "    if row is not None and row.is_kept_at_desk:\n        report.kept += 1\n        return\n",
        "",
        "tests/walks/test_staff_keep_every_kind_true.py",
    ),
    Removal(
        "what stands in the way stops a release",
        "portal/publishing_desk/service.py",
        'if event in {"submit", "release"} and any(',
        "if event in set() and any(",
        "tests/walks/test_the_checker_stands_before_release.py",
    ),
    Removal(
        "the link is for the person with the code",
        "portal/approvals/service.py",
        "    if step is None:\n        return False\n",
        "    if step is None:\n        step = 0\n",
        "tests/walks/test_urgent_warning_released_from_a_phone.py",
    ),
    Removal(
        "a link works for what was signed",
        "portal/approvals/store.py",
        "if link is None or not compare_digest(parts[1].encode(), _signature(link, key).encode()):",
        "if link is None:",
        "tests/walks/test_urgent_warning_released_from_a_phone.py",
    ),
    Removal(
        "a trial writes nothing unless all is good",
        "portal/bulk/staff_pages.py",
        'if trial.wrong and typed.get("only_good") != "y":',
        "if False:",
        "tests/walks/test_staff_bring_in_many_at_once.py",
    ),
    Removal(
        "a day off is not in the calendar",
        "portal/publishing/calendar_file.py",
        '        event.add("exdate", occasion.at(occasion.skipped))\n',
        "        pass\n",
        "tests/walks/test_a_term_with_its_days_off.py",
    ),
    Removal(
        "what is released takes names",
        "portal/publishing_desk/service.py",
        "        desk.on_release(session, row, at)\n",
        "",
        "tests/walks/test_a_term_with_its_days_off.py",
    ),
    Removal(
        "nobody reads a link that releases something",
        "portal/messages/staff_pages.py",
        'frozenset({"sign-in", "approval"})',
        'frozenset({"sign-in"})',
        "tests/walks/test_urgent_warning_released_from_a_phone.py",
    ),
    Removal(
        "a token from before a sign-in is worth nothing after it",
        "portal/my/pages.py",
        "    visits.renew(request, session)\n",
        "",
        "tests/walks/test_my_things.py",
    ),
    Removal(
        "a receipt code that the helper holds opens nothing after a no",
        "portal/requests/things.py",
        "            found.receipt_code = new_receipt_code(secrets.randbelow)\n",
        "            pass\n",
        "tests/walks/test_acting_for_a_senior.py",
    ),
    Removal(
        "a forger who copies a code is seen through",
        "portal/fraud_help/store.py",
        "message.sent_text is not None and same_words(pasted, message.sent_text)",
        "True",
        "tests/walks/test_is_it_from_us.py",
    ),
    Removal(
        "a code dies after five tries",
        "portal/my/service.py",
        "SignInCode.tries < MOST_TRIES, ",
        "",
        "tests/walks/test_my_things.py",
    ),
    Removal(
        "a desk of another town is not told that a number exists",
        "portal/requests/staff_pages.py",
        "    found = _theirs(request, session, staff, reference)\n    own = request",
        "    found = store.by_reference(session, reference)\n    own = request",
        "tests/house/test_access.py",
    ),
)


def main() -> int:
    """A test that is red already would notice nothing, so each is run once on the source as it is."""
    red_already = sorted(test for test in {removal.noticed_by for removal in REMOVALS} if run(test, Path()) != 0)
    for test in red_already:
        _say(f"RED ALREADY  {test}")
    blind = [removal for removal in REMOVALS if removal.noticed_by not in red_already and not is_noticed(removal)]
    _say(f"{len(blind)} of {len(REMOVALS)} removals went unnoticed; {len(red_already)} tests could not be asked.")
    return 1 if blind or red_already else 0


def is_noticed(removal: Removal) -> bool:
    source = (ROOT / removal.file).read_text(encoding="utf-8")
    if removal.old not in source:
        _say(f"RENEW  {removal.what}: {removal.file} reads differently now")
        return False
    is_red = run(removal.noticed_by, Path(removal.file), source.replace(removal.old, removal.new)) == 1
    _say(f"{'red   ' if is_red else 'GREEN '} {removal.what}")
    return is_red


def run(test: str, file: Path, source: str = "") -> int:
    """The status of this test in a copy of the project in which `file` reads like `source`."""
    with tempfile.TemporaryDirectory(prefix="portal-guards-") as folder:
        copy = Path(folder) / "portal"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        if source:
            (copy / file).write_text(source, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-m", "not browser", test]
        environment = os.environ | {"PYTHONPATH": str(copy)}
        return subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False).returncode


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
