"""A household by its address: spelled differently, it is still the same one."""

import re
import unicodedata

SMALL = str.maketrans("〇零一二三四五六七八九", "00123456789")
NOISE = re.compile(r"[\s,，。.、;；:：#＃()（）\-—_/]+")


def home(village: str, address: str) -> str:
    """What is hashed of community and address; two spellings of one flat give the same."""
    return f"{village}\0{plain(address)}"


def plain(address: str) -> str:
    """Without spaces and marks, in half-width signs, numbers as digits."""
    text = unicodedata.normalize("NFKC", address).casefold().translate(SMALL)
    text = NOISE.sub("", text)
    for word, short in (("栋", "幢"), ("座", "幢"), ("室", ""), ("房", ""), ("号楼", "幢")):
        text = text.replace(word, short)
    return text
