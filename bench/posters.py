"""`make bench-posters`: how long the press takes for a poster, and how large the file is."""

import sys
import time
from pathlib import Path

from portal.paper import qr
from portal.paper.press import Press
from portal.paper.wording import Wording

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "HTTPS://WANZHOU-ELDERS.EXAMPLE/Q/7KQ2M"
MOST_MS, MOST_KB, ROUNDS = 50, 150, 40


def facts(number: int) -> dict[str, object]:
    """A full poster; every one is different, so that nothing is taken from a cache."""
    rows = ("什么时候", "在哪里", "多少钱", "谁能来", "要带什么")
    return {
        "language": "zh",
        "title": f"八段锦第{number}班",
        "host": "样例单位",
        "kind": "课程",
        "lead": "八个动作，站着坐着都能练，学得快。",
        "rows": [{"name": label, "label": label, "text": f"{label}，第{number}次，这里有一句话。"} for label in rows],
        "phone": {"number": "12345", "name": "政务服务热线", "say": "打电话问"},
        "code": {
            "count": len(qr.matrix(ADDRESS, "M")),
            "svg": qr.drawing(qr.matrix(ADDRESS, "M")),
            "module": 2.0,
            "address": ADDRESS,
            "alt": "二维码",
            "say": "扫一扫",
        },
        "foot": ["可由家人或社区代办。", f"{number}"],
    }


def main() -> int:
    press = Press(ROOT / "templates" / "print", ROOT / "fonts", Wording.read(ROOT / "content" / "unbroken.yaml"))
    press.pdf("sheet", facts(0))
    times, sizes = [], []
    for number in range(1, ROUNDS + 1):
        begun = time.process_time()
        made = press.pdf("sheet", facts(number))
        times.append((time.process_time() - begun) * 1000)
        sizes.append(len(made) / 1024)
    median = sorted(times)[ROUNDS // 2]
    print(f"{ROUNDS} posters: median {median:.1f} ms of CPU, slowest {max(times):.1f} ms, largest {max(sizes):.0f} KB")
    return 0 if median <= MOST_MS and max(sizes) <= MOST_KB else 1


if __name__ == "__main__":
    sys.exit(main())
