"""A program of the tests: a worker that is killed every quarter of a second, and started again, until its input ends.

Everything is imported and warm before each worker is forked from it, so that a short life is spent working.
"""

import os
import select
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

from portal.db.engine import open_database
from portal.kernel.clock import SystemClock
from portal.messages import outbox, templates
from portal.messages.delivery import Postman
from portal.messages.gateways.webhook import WebhookGateway
from portal.messages.gateways.wire import Wire
from portal.messages.routes import Routes
from tests.support.house import CONTENT
from tests.support.portal import SECRET

LIFE = 0.25
MOST_LIVES = 1000


def main(database_url: str, operator_url: str) -> int:
    clock = SystemClock()
    database = open_database(database_url, bytes.fromhex(SECRET))
    outbox.install(database, templates.load(CONTENT / "messages", sender={"zh": "银龄服务", "en": "Elder Services"}))

    def hired() -> Postman:
        return Postman(
            database,
            Routes([WebhookGateway(operator_url, "a secret of two", clock.now, Wire())], open_seconds=0.1),
            clock,
            name="the worker",
            lease=timedelta(seconds=1),
            ladder=[timedelta(seconds=0.2)] * 500,
            batch=64,
        )

    hired().round()
    database.dispose()
    # Another than the one that has worked: no life may inherit an open line on which half a question was sent.
    worker = hired()
    lives = 0
    while lives < MOST_LIVES and not select.select([sys.stdin], [], [], 0)[0]:
        lives += 1
        child = os.fork()
        if child == 0:
            worker.run(pause=0.02)
        time.sleep(LIFE)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    sys.stdout.write(f"{lives}\n")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    sys.exit(main(sys.argv[1], sys.argv[2]))
