"""Type: how large, how far apart, how long a line."""

from accessibility.model import Rule, Severity
from accessibility.rules.writing import rule
from accessibility.sources import clreq, miit_app, miit_web, practice, research, wcag

RULES: tuple[Rule, ...] = (
    rule(
        "font-18",
        "T1",
        asks=("每个字不小于18像素（工作人员页面16像素）。", "No text is smaller than 18 px (staff pages: 16 px)."),
        mend=("把这里的字号调大，用 rem 作单位。", "Make this text larger; give its size in rem."),
        sources=(miit_app("1.1"), miit_web("1.2.3")),
        elder=18,
        staff=16,
        unit="px",
    ),
    rule(
        "font-20",
        "T1",
        asks=("正文、列表、表单和按钮的字不小于20像素。", "Body text, lists, forms and buttons are at least 20 px."),
        mend=("正文字号设为125%（20像素），其余用1rem。", "Set the root size to 125% (20 px) and use 1rem."),
        sources=(miit_app("1.1"), research("R-FONT1, R-FONT2")),
        elder=20,
        unit="px",
    ),
    rule(
        "line-height",
        "T4",
        asks=(
            "多行文字的行高不小于字号的1.5倍，大标题和按钮1.3倍。",
            "Lines are at least 1.5 font sizes apart, 1.3 in large headings and buttons.",
        ),
        mend=("把 line-height 设为1.75，标题1.35。", "Set line-height to 1.75, to 1.35 in headings."),
        sources=(miit_app("1.2"), wcag("1.4.8"), clreq("行距")),
        elder=1.5,
    ),
    rule(
        "paragraph-gap",
        "T5",
        asks=(
            "段落之间比行与行之间宽，至少是行高的1.3倍。",
            "Paragraphs stand further apart than lines: 1.3 line heights.",
        ),
        mend=("给段落留1.2em 的下边距。", "Give paragraphs a margin of 1.2em."),
        sources=(miit_app("1.2"), wcag("1.4.8")),
        elder=1.3,
        severity=Severity.WARN,
    ),
    rule(
        "measure-40",
        "T6",
        asks=(
            "一行不超过40个汉字（80个西文字母）。",
            "No line is longer than 40 Chinese characters (80 Latin letters).",
        ),
        mend=("给正文加 max-inline-size: 32em。", "Give the text max-inline-size: 32em."),
        sources=(wcag("1.4.8"),),
        elder=40,
        unit="em",
    ),
    rule(
        "justify",
        "T7",
        asks=("文字左对齐，不两端对齐。", "Text is aligned left, never justified."),
        mend=("去掉 text-align: justify。", "Remove text-align: justify."),
        sources=(wcag("1.4.8"), practice("GOV.UK typography")),
        elder=1,
    ),
    rule(
        "thin-or-slanted",
        "T7",
        asks=("中文不用斜体，也不用细体。", "Chinese is set neither slanted nor in thin strokes."),
        mend=("只用400和700两种粗细，要强调就加粗。", "Use the weights 400 and 700; make bold what matters."),
        sources=(miit_app("1.1"), research("R-FONT2")),
        elder=1,
    ),
    rule(
        "web-font",
        "T10",
        asks=("用手机自带的字体，不从网上下载字体。", "The phone's own fonts are used; none is downloaded."),
        mend=("去掉 @font-face，用系统字体。", "Remove @font-face; name system fonts."),
        sources=(practice("slow and metered lines"),),
        elder=1,
        severity=Severity.WARN,
    ),
    rule(
        "ruby-size",
        "T12",
        asks=(
            "拼音不小于12像素，也不小于汉字的一半。",
            "Pinyin is at least 12 px and half the size of its character.",
        ),
        mend=("把 rt 的字号设为0.6em。", "Set rt to 0.6em."),
        sources=(clreq("行间注"),),
        elder=12,
        staff=12,
        unit="px",
    ),
    rule(
        "half-width-mark",
        "T11",
        asks=("中文里用全角标点：，。：；？！", "Chinese sentences carry Chinese punctuation."),
        mend=("把英文标点改成中文标点。", "Replace the Latin mark by the Chinese one."),
        sources=(clreq("标点符号"),),
        elder=1,
        staff=1,
        severity=Severity.WARN,
    ),
    rule(
        "date-for-people",
        "T13",
        asks=(
            "日期写成“2026年11月23日”，不写“2026-11-23”。",
            "Dates are written as people say them, not as 2026-11-23.",
        ),
        mend=("写成“11月23日（星期一）上午9:00”。", "Write “Monday 23 November, 9:00”."),
        sources=(practice("plain language"),),
        elder=1,
        severity=Severity.WARN,
    ),
)
