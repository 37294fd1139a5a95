"""Who asks for what, and how surely we know it."""

from accessibility.model import Confidence, Source


def wcag(clause: str, confidence: Confidence = "P") -> Source:
    return Source("WCAG 2.2", clause, confidence)


def miit_app(clause: str, confidence: Confidence = "P") -> Source:
    return Source("工信部《移动互联网应用（APP）适老化通用设计规范》", clause, confidence)


def miit_web(clause: str) -> Source:
    return Source("工信部《互联网网站适老化通用设计规范》", clause, "S")


def gb37668(about: str) -> Source:
    return Source("GB/T 37668-2019", about, "S")


def gb45445(about: str) -> Source:
    return Source("GB/T 45445-2025", about, "S")


def taf114(about: str) -> Source:
    return Source("T/TAF 114-2022", about, "S")


def clreq(about: str) -> Source:
    return Source("W3C 中文排版需求", about, "P")


def law(article: str) -> Source:
    return Source("《无障碍环境建设法》", article, "S")


def research(about: str) -> Source:
    return Source("研究 · research", about, "P")


def practice(about: str) -> Source:
    """What others found good in use, or what we chose ourselves."""
    return Source("本项目 · our own", about, "own")
