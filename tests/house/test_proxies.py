"""The proxy files in docs/proxy are read by the programs that they are for, and carry a page through."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.house import ROOT

PROXY = ROOT / "docs" / "proxy"
REASON = "{} is not on this machine; the file is then only checked where it is."


def test_nginx_understands_its_file(tmp_path: Path) -> None:
    nginx = shutil.which("nginx")
    openssl = shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip(REASON.format("nginx"))
    key, certificate = tmp_path / "key.pem", tmp_path / "fullchain.pem"
    subject = ["-subj", "/CN=portal.example", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject], check=True, capture_output=True
    )
    written = (PROXY / "nginx.conf").read_text(encoding="utf-8")
    here = written.replace("/etc/ssl/portal", str(tmp_path)).replace("/var/cache/nginx/portal", str(tmp_path / "kept"))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {here} }}", "utf-8")

    checked = subprocess.run([nginx, "-t", "-c", str(whole)], capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stderr


def test_caddy_understands_its_file(tmp_path: Path) -> None:
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip(REASON.format("caddy"))

    checked = subprocess.run(
        [caddy, "adapt", "--validate", "--config", str(PROXY / "Caddyfile"), "--adapter", "caddyfile"],
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(tmp_path), "PATH": ""},
    )

    assert checked.returncode == 0, checked.stderr
