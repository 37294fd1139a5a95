"""Ways out for a portal that is tried on one machine: the console, and a file."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from portal.kernel.phone import mask
from portal.messages.gateways.parcel import SENT, Outcome, Parcel


@dataclass
class ConsoleGateway:
    """Prints what would be sent; where people are real, only that something would be."""

    shows_text: bool
    name: str = "console"
    carries_any_text: bool = True

    def send(self, parcel: Parcel) -> Outcome:
        said = parcel.text if self.shows_text else "(not shown in production)"
        sys.stdout.write(f"[message to {mask(parcel.phone)}] {said}\n")
        sys.stdout.flush()
        return SENT

    def recalls(self, parcel: Parcel) -> bool | None:
        del parcel
        return False


@dataclass
class FileGateway:
    """Adds a line of JSON; only for trying out, since what stands there can be read."""

    file: Path
    name: str = "file"
    carries_any_text: bool = True

    def send(self, parcel: Parcel) -> Outcome:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"key": parcel.key, "phone": parcel.phone, "text": parcel.text}, ensure_ascii=False)
        number = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(number, f"{line}\n".encode())
        finally:
            os.close(number)
        return SENT

    def recalls(self, parcel: Parcel) -> bool | None:
        del parcel
        return False
