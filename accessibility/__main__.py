"""`python -m accessibility audit https://site.example/`."""

import sys

from accessibility.command import main

sys.exit(main(sys.argv[1:]))
