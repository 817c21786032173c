"""The HTML report: one file that needs nothing else, for people who read drafts and not JSON.

Everything that comes from a draft, a rule or a file name passes :func:`shown <brieflint.reports.html.shown.shown>` and
Jinja's escaping; the page's own policy (CSP) allows the one style sheet and the one script that it brings and nothing
else, so that text which got through would still not run. The page works without the script.
"""

from __future__ import annotations

import base64
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from brieflint.engine import Report

_HERE = Path(__file__).resolve().parent


def render(report: Report, *, show_suppressed: bool = False, **_: Any) -> str:
    """The report as one HTML document in UTF-8.

    Args:
        show_suppressed: list what waivers and the baseline cover, with reasons; otherwise it is only counted.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from brieflint.reports.html.model import page_of
    from brieflint.reports.html.shown import shown
    from brieflint.reports.text import clock

    environment = Environment(
        loader=FileSystemLoader(_HERE, encoding="utf-8"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        finalize=lambda value: shown(value) if type(value) is str else value,  # what the template made is Markup
        auto_reload=False,
    )
    environment.filters["clock"] = clock
    page = page_of(report, suppressed=show_suppressed)
    style, script = _file("style.css"), _file("script.js")
    sources = (
        f"style-src {_allowed(style)}{' ' + _allowed(page.boxes) if page.boxes else ''}; script-src {_allowed(script)}"
    )
    policy = f"default-src 'none'; {sources}; img-src data:; base-uri 'none'; form-action 'none'"
    return environment.get_template("page.html.jinja").render(page=page, style=style, script=script, policy=policy)


def _file(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8").strip()


def _allowed(content: str) -> str:
    """The source expression of CSP for an element with exactly this content."""
    return f"'sha256-{base64.b64encode(sha256(content.encode('utf-8')).digest()).decode('ascii')}'"
