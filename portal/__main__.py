"""`portal …` and `python -m portal …`: where the command line begins."""

import gc


def run() -> None:
    """Read every module, and only then let the collector look at what a command makes."""
    # What modules are made of stays to the end. To look for what may go, again and again while a thousand of them
    # are read, took a fifth of the time until the first page.
    gc.disable()
    from portal.cli import app  # noqa: PLC0415  # it is what the collector has to wait for

    gc.freeze()
    gc.enable()
    app()


if __name__ == "__main__":
    run()
