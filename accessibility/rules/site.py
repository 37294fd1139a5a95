"""The whole site: what can only be seen by comparing pages."""

from accessibility.model import Rule, Severity
from accessibility.rules.writing import rule
from accessibility.sources import gb37668, miit_web, wcag

RULES: tuple[Rule, ...] = (
    rule(
        "unique-titles",
        "S2",
        asks=("每页的标题都不一样。", "No two pages have the same title."),
        mend=("标题里写上这一页独有的话。", "Say in the title what only this page has."),
        sources=(wcag("2.4.2", "M"), gb37668("网页标题")),
        elder=1,
        staff=1,
        aa=1,
        per_site=True,
    ),
    rule(
        "help-same-place",
        "H1",
        asks=(
            "求助电话在每页的同一个地方，同一个号码。",
            "Help stands in the same place on every page, with the same number.",
        ),
        mend=("把求助放进共用的页头或页脚。", "Put help into the shared header or footer."),
        sources=(wcag("3.2.6"),),
        elder=1,
        aa=1,
        per_site=True,
    ),
    rule(
        "same-navigation",
        "H3",
        asks=("菜单在每页上一样，顺序也一样。", "The navigation is the same, in the same order, on every page."),
        mend=("每页用同一个菜单。", "Use one navigation for all pages."),
        sources=(wcag("3.2.3, 3.2.4", "M"), miit_web("3.1.2, 3.1.3")),
        elder=1,
        staff=1,
        aa=1,
        severity=Severity.WARN,
        per_site=True,
    ),
)
