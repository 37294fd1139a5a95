"""Words: official, technical or foreign ones, and buttons and links that do not say what they do."""

import re
from collections.abc import Iterator

from accessibility.language import reading
from accessibility.language.remark import Kind, Remark
from accessibility.language.words import HardWord, WordList
from accessibility.model import Severity, Words

LONGEST_BUTTON = 8
LETTERS = re.compile(r"(?<![A-Za-z0-9_%(./@:-])[A-Za-z][A-Za-z0-9]*(?:[-+’'][A-Za-z0-9]+)*(?![A-Za-z0-9_/@]|\.[a-z])")
# A bracket behind the word that holds Chinese explains it, and so does the Chinese before a bracket around it.
EXPLAINED_AFTER = re.compile(r"\s*[（(][^）)]*[\u4e00-\u9fff]")
EXPLAINED_BEFORE = re.compile(r"[\u4e00-\u9fff](?:A\d)?[）)]?\s*[（(]\s*$")
# A code is read out letter by letter, and what a name in quotation marks is called is not ours to choose.
A_CODE = re.compile(r"(?:码|编号)[:：]\s*$")
QUOTED = re.compile(r"“[^”\n]*”")
# A single letter, and letters with figures among them: they are read sign by sign, as on a receipt.
A_SIGN = re.compile(r"[A-Z]|(?=\w*\d)[A-Z\d]+")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
A_PHRASE = re.compile(r"[A-Za-z][A-Za-z’']*(?:[ ,]+[A-Za-z][A-Za-z’']*){2,}")
TAIL = re.compile(r"[\s>›»…→。.!！]+$")


def hard_words(text: str, kind: Kind, words: WordList) -> Iterator[Remark]:
    quoted = [range(found.start(), found.end()) for found in QUOTED.finditer(text)] if words.language == "zh" else []
    for hard in words.hard:
        if kind == "button" and hard.word in words.bare_buttons:
            continue
        for start in hard.places(text):
            if hard.severity >= Severity.ERROR or not any(start in stretch for stretch in quoted):
                yield _hard(hard, start, text)


def strange_letters(text: str, kind: Kind, words: WordList) -> Iterator[Remark]:
    """Latin letters in a Chinese text that nobody explains; each word is named once."""
    if words.language != "zh" or not reading.is_chinese(text):
        return
    text = PLACEHOLDER.sub(lambda found: " " * len(found.group()), text)
    named: set[str] = set()
    phrases = [range(m.start(), m.end()) for m in A_PHRASE.finditer(text)]
    for found in LETTERS.finditer(text):
        word = found.group()
        quoted = any(found.start() in phrase for phrase in phrases)  # a sentence in English is the rule lang-part's
        if quoted or word in named or word in words.known_letters or A_SIGN.fullmatch(word):
            continue
        named.add(word)
        before = text[: found.start()]
        if EXPLAINED_AFTER.match(text, found.end()) or EXPLAINED_BEFORE.search(before) or A_CODE.search(before):
            continue
        known = words.letters.get(word)
        instead = known.instead if known else ()
        hint_zh, hint_en = (f"可以写：{'、'.join(instead)}。", f"Say: {', '.join(instead)}.") if instead else ("", "")
        says = Words(
            f"“{word}”是英文字母，很多老人不认得。请写中文，或者在后面用括号解释。{hint_zh}",
            f"Many elders cannot read “{word}”. Write it in Chinese or explain it in brackets. {hint_en}".strip(),
        )
        severity = Severity.ERROR if kind in {"button", "label", "link"} and not known else Severity.WARN
        yield Remark("letters-unexplained", severity, found.start(), found.end(), word, says, instead, "miit-web-3.1.1")


def buttons(text: str, kind: Kind, words: WordList) -> Iterator[Remark]:
    """A button says what it does: a verb, and what it is done to."""
    if kind != "button":
        return
    spoken = TAIL.sub("", text).strip()
    said: Words | None = None
    advice = words.bare_buttons.get(spoken.lower()) or (words.language != "zh" and _bare(spoken)) or ""
    if advice:
        said = Words(f"“{spoken}”没有说做什么。{advice}。", f"“{spoken}” does not say what it does: {advice}.")
    elif words.language == "zh" and reading.is_chinese(spoken):
        if not any(verb in spoken for verb in words.verbs):
            said = Words(
                f"“{spoken}”里没有动词，不知道按了会怎样。",
                f"“{spoken}” has no verb, so nobody knows what pressing it does.",
            )
        elif reading.length(spoken) > LONGEST_BUTTON:
            said = Words(
                f"按钮上有{reading.length(spoken)}个字，不要超过{LONGEST_BUTTON}个。",
                f"The button has {reading.length(spoken)} characters; {LONGEST_BUTTON} are enough.",
            )
            yield Remark("button-length", Severity.WARN, 0, len(text), spoken, said, (), "practice")
            return
    if said is not None:
        yield Remark("button-verb", Severity.ERROR, 0, len(text), spoken, said, (advice,) if advice else (), "practice")


def links(text: str, kind: Kind, words: WordList) -> Iterator[Remark]:
    spoken = TAIL.sub("", text).strip()
    if kind == "link" and spoken.lower() in words.vague_links:
        says = Words(
            f"“{spoken}”没有说去哪里。请写上那一页的名字。",
            f"“{spoken}” does not say where it leads. Name the page it opens.",
        )
        yield Remark("vague-link", Severity.ERROR, 0, len(text), spoken, says, (), "wcag-2.4.4")


def blame(text: str, kind: Kind, words: WordList) -> Iterator[Remark]:
    if kind != "error":
        return
    for word in words.blaming:
        place = text.lower().find(word.lower())
        if place >= 0:
            says = Words(
                f"“{word}”听着像责备人。请说怎么改：“请……”。",
                f"“{word}” blames the reader. Say what to do instead.",
            )
            yield Remark("error-tone", Severity.ERROR, place, place + len(word), word, says, (), "wcag-3.3.3")


def pushing(text: str, kind: Kind, words: WordList) -> Iterator[Remark]:
    """Words that hurry people; in running text they may be quoted as a warning, so a person decides."""
    for word in words.pushing:
        place = text.lower().find(word.lower())
        if place >= 0 and kind in {"button", "link", "label"}:
            says = Words(f"“{word}”在催人、诱人。政府网站不这样写。", f"“{word}” pushes people. Leave it out.")
            yield Remark("pushing-words", Severity.ERROR, place, place + len(word), word, says, (), "miit-app-5.1")


def _hard(hard: HardWord, start: int, text: str) -> Remark:
    end = start + len(hard.word)
    kinder = "、".join(hard.instead)
    says = Words(
        f"“{hard.word}”不好懂，可以说：{kinder}。",
        f"“{hard.word}” is hard; say: {', '.join(hard.instead)}.",
    )
    return Remark("hard-word", hard.severity, start, end, text[start:end], says, hard.instead, hard.source)


def _bare(spoken: str) -> str:
    bare = {"ok", "submit", "cancel", "yes", "no", "go", "reset", "confirm", "done"}
    return "say what it does" if spoken.lower() in bare else ""


CHECKS = (hard_words, strange_letters, buttons, links, blame, pushing)
