"""JSON Schemas of the documents that brieflint reads and writes."""

from __future__ import annotations

from typing import Any

from brieflint import context as ctx
from brieflint.config import OCR_ENGINES
from brieflint.findings import SEVERITIES

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(document: str) -> dict[str, Any]:
    """The schema of one of :data:`DOCUMENTS`."""
    return DOCUMENTS[document]()


def _object(properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties) if required is None else sorted(required),
        "additionalProperties": False,
    }


_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}


def _report() -> dict[str, Any]:
    position = _object(
        {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}, "offset": _COUNT}
    )
    number = {"type": "number", "minimum": 0}
    count = {"type": "integer", "minimum": 1}
    place = _object(
        {"sheet": _TEXT, "row": count, "column": _TEXT, "header": _TEXT, "character": count, "paragraph": count,
         "table": count, "heading": _TEXT},
        [],
    )  # fmt: skip
    location = {
        "oneOf": [
            _object(
                {"start": position, "end": position, "time": _object({"start": number, "end": number}), "place": place},
                ["start", "end"],
            ),
            _object({"place": place}),
            _object({"box": _object({"x": _COUNT, "y": _COUNT, "width": _COUNT, "height": _COUNT})}),
        ]
    }
    edit = _object({"start": _COUNT, "end": _COUNT, "text": _TEXT})
    reference = _object(
        {"title": _TEXT, "url": {"type": "string", "format": "uri"}, "checked": _TEXT}, ["title", "url"]
    )
    suppression = _object(
        {
            "how": {"enum": ["waiver", "baseline"]},
            "kind": {"enum": ["inline", "file"]},
            "reason": _TEXT,
            "approver": _TEXT,
            "until": {"type": "string", "format": "date"},
            "path": _TEXT,
            "line": {"type": "integer", "minimum": 1},
        },
        ["how", "kind", "reason", "path"],
    )
    finding = _object(
        {
            "rule": {"type": "string", "pattern": "^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$"},
            "severity": {"enum": list(SEVERITIES)},
            "path": _TEXT,
            "message": _TEXT,
            "location": location,
            "excerpt": _TEXT,
            "jurisdictions": {
                "type": "array",
                "items": {"type": "string", "pattern": "^[a-z]{2}$"},
                "uniqueItems": True,
            },
            "help": _TEXT,
            "references": {"type": "array", "items": reference},
            "fix": _object({"description": _TEXT, "edits": {"type": "array", "items": edit, "minItems": 1}}),
            "properties": {"type": "object"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        },
        [
            "rule",
            "severity",
            "path",
            "message",
            "location",
            "excerpt",
            "jurisdictions",
            "help",
            "references",
            "properties",
            "fingerprint",
        ],
    )
    always = ["files", "errors", "warnings", "notes", "suppressed"]  # and "stale" where there is a baseline
    suppressed = {
        **finding,
        "properties": {**finding["properties"], "suppression": suppression},
        "required": [*finding["required"], "suppression"],
    }
    counted = {"type": "object", "additionalProperties": _COUNT}
    return {
        "$schema": _DIALECT,
        "title": "brieflint/report@1",
        **_object(
            {
                "schema": {"const": "brieflint/report@1"},
                "tool": _object(
                    {
                        "name": {"const": "brieflint"},
                        "version": _TEXT,
                        "rules": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                    }
                ),
                "summary": _object(dict.fromkeys((*always, "stale"), _COUNT), always),
                "statistics": _object({"rules": counted, "families": counted, "jurisdictions": counted}),
                "findings": {"type": "array", "items": finding},
                "errors": {
                    "type": "array",
                    "items": _object(
                        {"path": _TEXT, "message": _TEXT, "line": {"type": "integer", "minimum": 1}},
                        ["path", "message"],
                    ),
                },
                "suppressed": {
                    "description": "with --show-suppressed: what waivers and the baseline cover",
                    "type": "array",
                    "items": suppressed,
                },
            },
            ["schema", "tool", "summary", "findings", "errors"],
        ),
    }


def _rule() -> dict[str, Any]:
    from pydantic import TypeAdapter

    from brieflint.rules.schema import DOCUMENTS

    choice: Any = None
    for model in DOCUMENTS.values():
        choice = model if choice is None else choice | model
    return {"$schema": _DIALECT, "title": "a file under rules/", **TypeAdapter(choice).json_schema(by_alias=True)}


def _campaign() -> dict[str, Any]:
    from brieflint.campaign.record import SCHEMA, Campaign

    return {"$schema": _DIALECT, **Campaign.model_json_schema(by_alias=True), "title": SCHEMA}


def _evidence() -> dict[str, Any]:
    from brieflint.evidence.manifest import manifest_schema

    return {"$schema": _DIALECT, **manifest_schema()}


def _config() -> dict[str, Any]:
    strings = {"type": "array", "items": _TEXT}
    keys: dict[str, Any] = {
        key: {"type": ["string", "integer"]}
        for key in ("category", "creator", "deliverable", "campaign", "brief_version", "language")
    }
    keys |= {
        "kind": {"enum": list(ctx.KINDS)},
        "platform": {"enum": list(ctx.PLATFORMS)},
        "surface": {"enum": list(ctx.SURFACES)},
        "relationship": {"enum": list(ctx.RELATIONSHIPS)},
        "jurisdictions": {"anyOf": [strings, _TEXT]},
        "platform_tool": {"type": "boolean"},
        "product_claims": {"type": "array"},
    }
    severity = {"enum": list(SEVERITIES)}
    return {
        "$schema": _DIALECT,
        "title": "brieflint.toml, or [tool.brieflint] in pyproject.toml",
        **_object(
            {
                "context": _object(keys, []),
                "overrides": {"type": "array", "items": _object({"files": strings, **keys}, ["files"])},
                "select": strings,
                "ignore": strings,
                "exclude": strings,
                "rules": strings,
                "severity": {"type": "object", "additionalProperties": severity},
                "fail_on": {"enum": [*SEVERITIES, "never"]},
                "ocr_engine": {"enum": list(OCR_ENGINES)},
                "waivers": _TEXT,
                "baseline": _TEXT,
                "calendar": _object(
                    {
                        "text": {"anyOf": [strings, _TEXT]},
                        "skip": {"type": "object", "additionalProperties": {"anyOf": [strings, _TEXT]}},
                        **dict.fromkeys(ctx.KEYS, _TEXT),
                    },
                    [],
                ),
            },
            [],
        ),
    }


def _baseline() -> dict[str, Any]:
    from brieflint.baseline import SCHEMA

    known = _object(
        {"path": _TEXT, "rule": _TEXT, "excerpt": _TEXT, "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"}}
    )
    findings = {"type": "array", "items": known}
    return {"$schema": _DIALECT, "title": SCHEMA, **_object({"schema": {"const": SCHEMA}, "findings": findings})}


def _waivers() -> dict[str, Any]:
    from brieflint.waivers.schema import WaiverFile

    return {"$schema": _DIALECT, **WaiverFile.model_json_schema(by_alias=True), "title": "brieflint/waivers@1"}


DOCUMENTS = {
    "report": _report,
    "campaign": _campaign,
    "rule": _rule,
    "config": _config,
    "waivers": _waivers,
    "baseline": _baseline,
    "evidence": _evidence,
}
"""Every document that has a schema."""
