"""What Debian packs and the tests want: installed where that is allowed, left to the person where it is not."""

import os
import shutil
import subprocess

# Where Debian puts servers is not on everybody's path.
PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"


def install(*packages: str) -> None:
    """Get these packages as root; failing is not fatal: the tests say what is missing."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)  # type: ignore[call-overload]  # options are passed on
    command = ["apt-get", "install", "-qq", "--yes", "--no-install-recommends", *packages]
    subprocess.run(command, check=False, **quiet)  # type: ignore[call-overload]  # the same
