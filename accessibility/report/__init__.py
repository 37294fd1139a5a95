"""What an audit says, to people and to machines."""

from collections.abc import Callable, Mapping

from accessibility.model import SiteReport
from accessibility.report import as_html, as_json, as_sarif, as_text

FORMATS: Mapping[str, Callable[[SiteReport, str], str]] = {
    "text": as_text.write,
    "html": as_html.write,
    "json": as_json.write,
    "sarif": as_sarif.write,
}
