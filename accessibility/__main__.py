"""`python -m accessibility`: look at web pages with the eyes and hands of an elder."""

import os
import sys

from accessibility.command import main

try:
    status = main(sys.argv[1:])
    sys.stdout.flush()
except BrokenPipeError:  # whoever reads it, `head` for one, has seen enough
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    status = 0
sys.exit(status)
