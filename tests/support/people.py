"""Made-up people of the tests and what they type, the same for the walks and for the browser."""

from collections.abc import Mapping

Typed = Mapping[str, str | list[str]]

DAUGHTER: dict[str, Typed] = {
    "for-whom": {"who": "parent"},
    "situation": {"hardship": "allowance", "care": "some"},
    "senior": {"name": "样例老人甲", "birth_year": "１９４８", "phone": ""},
    "helper": {"name": "样例女儿乙", "phone": "154 0000 0002", "told": "yes"},
    "town": {"town": "500101018"},
    "address": {"village": "500101018001", "address": "样例路1号2单元"},
    "difficulties": {"bathroom": ["bathroom_1"]},
    "photos": {},
    "contact": {"how": "call_helper", "best_time": "any"},
    "consents": {"needs_agreed": "y", "hardship_agreed": "y", "address_agreed": "y"},
}
BOOKING: dict[str, Typed] = {
    "fit": {"weight": "６５", "door": "80"},
    "station": {"station": "taibai", "how": "fetch"},
    "length": {"length": "7"},
    "day": {"day": "taibai@2026-11-25", "other": ""},
    "for-whom": {"who": "parent"},
    "senior": {"name": "样例老人甲", "birth_year": "1948", "phone": "154 0000 0001"},
    "helper": {"name": "样例女儿乙", "phone": "154 0000 0002", "told": "yes"},
    "contact": {"how": "call_helper", "best_time": "any"},
    "consents": {"loan_agreed": "y", "weight_agreed": "y"},
}
MOTHER: dict[str, Typed] = {
    "for-whom": {"who": "parent"},
    "senior": {"name": "样例老人甲·乙", "birth_year": "一九五二年", "phone": "", "second_name": ""},
    "helper": {"name": "样例女儿乙", "phone": "１５４ ００００ ０００２"},
}
WARNING = {
    "title_zh": "有人冒充社保局要认证费",
    "summary_zh": "骗子打电话，说要认证，先交钱。",
    "level": "urgent",
    "said_zh": "不认证就停发养老金。",
    "wanted_zh": "要您转钱。",
    "signs_zh": "要钱\n要验证码",
    "do_zh": "挂断电话\n打96110",
    "already_paid_zh": "马上打110",
}
