"""The drafts and records that the examples of overlap, content and campaign rules stand for.

``campaign:`` of an example is a part of a record, laid over a minimal one; the text is a draft of its first creator.
``drafts`` in it gives further drafts of the campaign by creator. An example of a campaign rule without ``campaign:`` is
a record itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from brieflint.campaign.store import Record, record_of

if TYPE_CHECKING:
    from brieflint.document import Document

MINIMAL: dict[str, Any] = {
    "schema": "brieflint/campaign@1",
    "id": "example",
    "brand": {"name": "Examplo"},
    "jurisdictions": ["us"],
    "disclosure": {"label": "#ad"},
    "creators": [{"id": "me", "relationship": "paid"}],
}


def documents_of(text: str, kind: str, campaign: Mapping[str, Any] | None, flags: Mapping[str, Any]) -> list[Document]:
    """The documents of one example: the one that the example is about, then the others of its campaign.

    Args:
        text: the example without its marks.
        kind: the kind of the rule.
        campaign: what the example says of the campaign.
        flags: context of the example, parsed.

    Raises:
        InputError: the record is not valid.
    """
    from brieflint.config import Config
    from brieflint.sources.read import RecordFinder, Settings, document_of

    if campaign is None:
        if kind == "campaign":
            from brieflint.sources.record import read_record_document

            return [read_record_document("campaign.yaml", text.encode(), cache=False)]
        return [document_of("example.md", text, Settings(flags, Config()))]
    given = {key: value for key, value in campaign.items() if key != "drafts"}
    record = _record(given)
    creators = [creator["id"] for creator in record.data["creators"]]
    settings = Settings({**flags, "creator": creators[0]}, Config(), RecordFinder(record))
    documents = [document_of("example.md", text, settings)]
    for number, (creator, draft) in enumerate(sorted(campaign.get("drafts", {}).items())):
        settings = Settings({**flags, "creator": creator}, Config(), RecordFinder(record))
        documents.append(document_of(f"other-{number + 1}.md", draft, settings))
    return documents


def _record(given: Mapping[str, Any]) -> Record:
    """A record from parts; JSON is YAML."""
    return record_of(json.dumps(_laid_over(MINIMAL, given), default=str), "campaign.yaml", Path(), cache=False)


def _laid_over(base: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(base)
    for key, value in given.items():
        below = out.get(key)
        out[key] = _laid_over(below, value) if isinstance(value, Mapping) and isinstance(below, Mapping) else value
    return out
