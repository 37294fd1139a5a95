"""Compute a draw again from its public list: `python3 recompute_draw.py draw-12.csv SEAL`.

Needs nothing but Python. The seal is the SHA-256 that stood on the page of the draw before anybody signed up.
Each household has some lots. A lot is HMAC-SHA256 of "ticket/lot", with the seed and the public number as the key.
The smallest lot of a household counts; the households stand in the order of their smallest lots. Each way in (online,
phone, counter) fills its own places in that order, and stops where a household does not fit whole.
"""

import csv
import hashlib
import hmac
import sys
from pathlib import Path


def best_lot(key: bytes, ticket: int, lots: int) -> str:
    return min(hmac.new(key, f"{ticket}/{lot}".encode(), "sha256").hexdigest() for lot in range(1, lots + 1))


def main(file: str, seal: str) -> int:
    text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    lines = text.splitlines()
    head = dict(line[2:].split(",", 1) for line in lines if line.startswith("# "))
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    if hashlib.sha256(head["seed"].encode()).hexdigest() != seal:
        return _said("The seed is not the one that was sealed.", 1)
    free = {name: int(count) for name, count in (one.split("=") for one in head["places"].split())}
    key = (head["seed"] + head["public_number"]).encode()
    rows.sort(key=lambda row: best_lot(key, int(row["ticket"]), int(row["lots"])))
    stopped = set()
    for rank, row in enumerate(rows, start=1):
        channel, size = row["channel"], int(row["size"])
        placed = channel not in stopped and free[channel] >= size
        if placed:
            free[channel] -= size
        else:
            stopped.add(channel)
        if (str(rank), str(placed)) != (row["rank"], row["placed"]):
            return _said(f"Ticket {row['ticket']} should be number {rank}, with a place: {placed}.", 1)
    return _said(f"The list is right: {len(rows)} households.", 0)


def _said(text: str, status: int) -> int:
    sys.stdout.write(text + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
