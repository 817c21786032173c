"""Writes the Markdown report as one comment of a pull request for action.yml, over the one of the run before.

A comment that cannot be written (pull requests from forks have a token that only reads) is a notice, not a failure:
the findings are in the log and on the summary page all the same.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

MARKER = "<!-- brieflint report -->"
PAGES = 20  # of a hundred comments


def main() -> int:
    """Post or replace the comment."""
    number = os.environ["PULL_REQUEST"]
    if not number.isdigit() or not os.environ["MARKDOWN"]:
        print("::notice title=brieflint::there is no report or no pull request to comment on")
        return 0
    body = Path(os.environ["MARKDOWN"]).read_text(encoding="utf-8")
    base = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/issues"
    try:
        former = _former(f"{base}/{number}/comments")
        if former is None:
            _call("POST", f"{base}/{number}/comments", {"body": body})
        else:
            _call("PATCH", f"{base}/comments/{former}", {"body": body})
    except (OSError, ValueError) as problem:
        reason = str(problem).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        print(f"::notice title=brieflint::the comment could not be written: {reason}")
    return 0


def _former(url: str) -> int | None:
    """The comment of an earlier run: a bot's, with our mark at its beginning."""
    for page in range(1, PAGES + 1):
        comments = _call("GET", f"{url}?per_page=100&page={page}")
        for comment in comments:
            if comment["user"]["type"] == "Bot" and comment["body"].startswith(MARKER):
                return int(comment["id"])
        if len(comments) < 100:
            return None
    return None


def _call(method: str, url: str, data: Any = None) -> Any:
    request = urllib.request.Request(
        url,
        method=method,
        data=None if data is None else json.dumps(data).encode(),
        headers={
            "Authorization": f"Bearer {os.environ['TOKEN']}",
            "Accept": "application/vnd.github+json",
            "Content-Type": "application/json",
            "User-Agent": "brieflint",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


if __name__ == "__main__":
    sys.exit(main())
