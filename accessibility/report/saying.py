"""What was found at one place, in the words of whoever reads the report."""

import re

from accessibility.model import Finding, Words

SCREEN = re.compile(r"(\d+)(?:×(\d+))? px")
UNDER = {
    "32 px": Words("手机字号调到两倍时", "with the phone’s text twice as large"),
    "WCAG 1.4.12": Words("把字距、行距拉开时", "with letters and lines spread"),
    "forced-colors": Words("系统换成高对比颜色时", "in forced colours"),
    "prefers-contrast: more": Words("要求更高对比时", "where more contrast is asked for"),
    "prefers-color-scheme: dark": Words("手机设成深色时", "on a phone set to dark"),
    "prefers-reduced-motion": Words("要求少动画时", "where less motion is asked for"),
    "print": Words("打印时", "printed"),
    "JavaScript off": Words("没有脚本时", "without scripts"),
    "no speechSynthesis": Words("手机不会朗读时", "on a phone that cannot speak"),
    "30 min": Words("放了半小时以后", "after half an hour"),
    "blur": Words("看不清的眼睛", "through blurred eyes"),
    "400 %": Words("放大到四倍时", "enlarged four times"),
}


def under(found: Finding, language: str) -> str:
    """The condition under which it shows."""
    if found.under in UNDER:
        return UNDER[found.under].said(language)
    screen = SCREEN.fullmatch(found.under)
    if screen is None:
        return found.under
    size = f"{screen[1]}×{screen[2]}" if screen[2] else screen[1]
    return f"屏幕{size}像素时" if language == "zh" else f"on a screen of {size} px"


def facts(found: Finding, language: str) -> tuple[str, ...]:
    """What an engine says of the place, what was measured, and the condition; without what the page itself says."""
    told = found.told.said(language) if found.told else ""
    return tuple(filter(None, (told, found.measured, under(found, language))))
