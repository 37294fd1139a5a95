"""Plain words: what an elder would stumble over in a text, found without a browser.

    from accessibility.language import look_at

    for remark in look_at("请于届时携带有效证件前往办理。"):
        print(remark.says.zh, remark.text, remark.instead)

`look_at` is pure: a text goes in, remarks come out, each with its place in the text. Nothing is printed or raised.
"""

from accessibility.language.looking import look_at
from accessibility.language.remark import Kind, Remark
from accessibility.language.words import WordList, load

__all__ = ["Kind", "Remark", "WordList", "load", "look_at"]
