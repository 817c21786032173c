"""What the creators of a campaign have been given: codes, links, handles, looked up by what a draft says.

Built once a record, since every draft of a campaign with thousands of creators asks.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from brieflint.checks.content.post import bare, host, split
from brieflint.checks.content.utm import parameters

if TYPE_CHECKING:
    from brieflint.campaign.store import Record

Page = tuple[str, str]
Pair = tuple[str, str]

_last: tuple[Record, Roster] | None = None


def roster_of(record: Record) -> Roster:
    """The roster of a record; that of the record asked for last is kept."""
    global _last  # noqa: PLW0603
    if _last is None or _last[0] is not record:
        _last = record, Roster(record.data)
    return _last[1]


class Roster:
    """Codes, links and handles of all creators of a record.

    Attributes:
        codes: folded code to the creator who has it; the first where two share one.
        fixed: folded codes that anybody may name.
        handles: creators' handles for comparison.
        ending: the figures that all codes end in (``10`` in ``MAYA10`` and ``NOAH10``), empty without such a pattern.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        creators = data.get("creators", ())
        self.codes: dict[str, str] = {}
        self.handles = {bare(h) for c in creators for h in c.get("handles", {}).values()}
        self.fixed = {t["text"].casefold() for t in data.get("fixed_text", ()) if t["kind"] == "code"}
        urls: list[tuple[str, str]] = []
        for creator in creators:
            tracking = creator.get("tracking", {})
            if "code" in tracking:
                self.codes.setdefault(tracking["code"].casefold(), creator["id"])
            if "url" in tracking:
                urls.append((tracking["url"], creator["id"]))
        endings = {_figures(code) for code in self.codes}
        self.ending = endings.pop() if len(endings) == 1 and len(self.codes) > 1 else ""
        self._index(urls)

    def _index(self, urls: list[tuple[str, str]]) -> None:
        """Each link under the rarest of its parameters, so that a draft's link meets few of them."""
        uses = Counter(pair for url, _ in urls for pair in set(parameters(url)))
        self._by_pair: dict[tuple[Page, Pair], list[tuple[str, str]]] = {}
        self._by_page: dict[Page, list[tuple[str, str]]] = {}
        values: dict[tuple[str, str], set[str]] = {}
        for url, creator in urls:
            page = page_of(url)
            if page is None:
                continue
            pairs = parameters(url)
            for name, value in pairs:
                values.setdefault((page[0], name), set()).add(value)
            if pairs:
                rarest = min(pairs, key=lambda pair: (uses[pair], pair))
                self._by_pair.setdefault((page, rarest), []).append((url, creator))
            else:
                self._by_page.setdefault(page, []).append((url, creator))
        self._telling = {key for key, found in values.items() if len(found) > 1}

    def made_to_pattern(self, code: str) -> bool:
        """Whether a folded code ends in the figures that all codes end in."""
        return self.ending != "" and _figures(code) == self.ending

    def owner_of_link(self, link: str, mine: str) -> str:
        """The creator, not the one with the link ``mine``, whose tracking link a link is; an empty string if none."""
        page = page_of(link)
        if page is None:
            return ""
        found = list(self._by_page.get(page, ()))
        for pair in parameters(link):
            found += self._by_pair.get((page, pair), ())
        return next((creator for url, creator in found if url != mine and leads_to(link, url)), "")

    def marked_differently(self, link: str, mine: str) -> bool:
        """Whether a link differs from the creator's own in a parameter that tells the creators apart."""
        one, other = page_of(link), page_of(mine)
        if one is None or other is None or one[0] != other[0]:
            return False
        given, own = dict(parameters(link)), dict(parameters(mine))
        telling = [name for name in own if (other[0], name) in self._telling] or ["utm_content"]
        return any(name in given and name in own and given[name] != own[name] for name in telling)


def _figures(code: str) -> str:
    return re.sub(r"\A\D+", "", code)


def page_of(link: str) -> Page | None:
    """Host and path of a link, without ``www.`` and a closing slash."""
    parts = split(link)
    return (host(parts), parts.path.rstrip("/")) if parts is not None else None


def leads_to(link: str, tracking: str) -> bool:
    """Whether a link is a tracking link: the same page, with at least its parameters."""
    one, other = page_of(link), page_of(tracking)
    if one is None or other is None:
        return link == tracking
    return one == other and set(parameters(tracking)) <= set(parameters(link))
