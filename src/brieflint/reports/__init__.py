"""Report formats. Each module renders a finished report to a string; none of them prints."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from brieflint.engine import Report

FORMATS = ("text", "json", "github", "gitlab", "html", "junit", "markdown", "rdjson", "sarif")


def renderer(name: str) -> Callable[..., str]:
    """The ``render(report, **options)`` function of a format."""
    module = import_module(f"brieflint.reports.{'json_report' if name == 'json' else name}")
    render: Callable[..., str] = module.render
    return render


def render(report: Report, name: str) -> str:
    """Render ``report`` in the format ``name`` without colour."""
    return renderer(name)(report)
