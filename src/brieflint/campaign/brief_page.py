"""A rendered brief as a web page to send to a creator: one file, no scripts, fit to print."""

from __future__ import annotations

import base64
from hashlib import sha256
from html import escape

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2129; --soft: #59616e; --line: #d9dde3; --paper: #fff; --link: #0b57d0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7e9ee; --soft: #a7afbb; --line: #3a414c; --paper: #15181d; --link: #8ab4f8; }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.6 system-ui, sans-serif; }
main { max-width: 42rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1.5rem; }
h2 { font-size: 1.15rem; margin: 2.4rem 0 .6rem; padding-top: .9rem; border-top: 1px solid var(--line); }
ul, ol { padding-left: 1.3rem; }
li, li p { margin: .3rem 0; }
a { color: var(--link); }
blockquote { margin: 1rem 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--soft); }
code, pre { font: .92em/1.5 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .8rem; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
@media print { body { font-size: 11pt; } main { max-width: none; padding: 0; } h2 { break-after: avoid; } }
"""


def brief_page(text: str) -> str:
    """The page of one rendered brief.

    The comment that says where the brief comes from stays, so that a later run may replace the page.

    Args:
        text: the brief in Markdown, front matter included.
    """
    from markdown_it import MarkdownIt

    from brieflint.own_files import PROVENANCE
    from brieflint.sources.front_matter import split_front_matter

    body, front = split_front_matter(text, "brief")
    language = str(front.get("language") or "en")
    start = text.index(PROVENANCE, body)
    mark = text[start : text.index("-->", start) + 3]
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text[body:].replace(mark, "", 1))
    title = ""
    for at, token in enumerate(tokens):
        if token.type != "inline":
            continue
        if not title and tokens[at - 1].type == "heading_open":
            title = token.content
        first = token.children[0] if token.children else None
        if first is not None and first.type == "text" and tokens[at - 2].type == "list_item_open":
            for box, shown in (("[ ] ", "\u2610 "), ("[x] ", "\u2611 "), ("[X] ", "\u2611 ")):
                if first.content.startswith(box):
                    first.content = shown + first.content.removeprefix(box)
    content = parser.renderer.render(tokens, parser.options, {})
    digest = base64.b64encode(sha256(_STYLE.encode()).digest()).decode()
    return (
        f'<!doctype html>\n{mark}\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">\n"
        f"<title>{escape(title or 'Brief')}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{content}</main>\n</body>\n</html>\n"
    )
