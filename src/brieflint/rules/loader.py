"""Read the rule folders, validate every file, and build the plain-JSON rule set that the cache keeps.

This is the slow path: it imports YAML and pydantic, and runs only when the rules changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from brieflint.errors import RuleError, did_you_mean
from brieflint.rules import schema
from brieflint.rules.index import Memo, anchors_of, build_index
from brieflint.rules.notation import Node, compile_phrase, lexicons_of
from brieflint.rules.regex_guard import guard
from brieflint.rules.yaml_lines import LinedYaml, load
from brieflint.validation import keys_at


def rule_files(folders: Sequence[Path]) -> list[Path]:
    """Every rule file of the folders, in a fixed order."""
    found: list[Path] = []
    for folder in folders:
        if folder.is_file():
            found.append(folder)
        else:
            found += sorted(p for p in folder.rglob("*") if p.suffix in (".yaml", ".yml") and p.is_file())
    return found


def build(folders: Sequence[Path], labels: Sequence[str]) -> dict[str, Any]:
    """Build the rule set.

    Args:
        folders: rule folders, the bundled one first.
        labels: what messages and ``rules show`` call each folder.

    Raises:
        RuleError: the first fault found, with file, line and remedy.
    """
    documents: dict[str, list[tuple[str, LinedYaml, dict[str, Any]]]] = {name: [] for name in schema.DOCUMENTS}
    for folder, label in zip(folders, labels, strict=True):
        for path in rule_files([folder]):
            name = f"{label}/{path.relative_to(folder).as_posix()}" if folder.is_dir() else label
            lined, data = _validated(path, name)
            documents[data["schema"]].append((name, lined, data))
    _unique(documents["brieflint/rule@1"], "id")
    _unique(documents["brieflint/labels@1"], "language")
    _unique(documents["brieflint/policy@1"], "jurisdiction")
    pieces, lexicons = _lexicons(documents["brieflint/lexicon@1"])
    rules = {data["id"]: {**data, "file": name} for name, _, data in documents["brieflint/rule@1"]}
    former = {old: data["id"] for _, _, data in documents["brieflint/rule@1"] for old in data["formerly"]}
    return {
        "rules": dict(sorted(rules.items())),
        "kinds": {rule: data["kind"] for rule, data in sorted(rules.items())},
        "off": sorted(rule for rule, data in rules.items() if data["default"] == "off"),
        "formerly": former,
        "policies": {data["jurisdiction"]: data for _, _, data in documents["brieflint/policy@1"]},
        "defaults": [row for _, _, data in documents["brieflint/defaults@1"] for row in data["strengths"]],
        "platforms": {k: v for _, _, data in documents["brieflint/platforms@1"] for k, v in data["platforms"].items()},
        "labels": _labels(documents["brieflint/labels@1"], pieces, lexicons),
        "signals": _signals(documents["brieflint/signals@1"], pieces, lexicons),
        "phrases": _phrases(documents, pieces, lexicons),
        "categories": {k: v for _, _, data in documents["brieflint/categories@1"] for k, v in data["groups"].items()},
    }


def _validated(path: Path, name: str) -> tuple[LinedYaml, dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise RuleError("is not UTF-8: save it as UTF-8", path=name) from None
    except OSError as problem:
        raise RuleError(f"cannot be read: {problem.strerror}", path=name) from None
    lined = load(text, name, error=RuleError)
    kind = lined.data.get("schema") if isinstance(lined.data, dict) else None
    model = schema.DOCUMENTS.get(kind) if isinstance(kind, str) else None
    if model is None:
        known = did_you_mean(str(kind), list(schema.DOCUMENTS))
        raise RuleError(f"'schema: {kind}' is no rule document; {known}", path=name, line=lined.line(("schema",)))
    try:
        return lined, model.model_validate(lined.data).model_dump(mode="json", by_alias=True)
    except ValidationError as problem:
        raise _first_error(problem, lined, name, model) from None


def _first_error(problem: ValidationError, lined: LinedYaml, name: str, model: type[BaseModel]) -> RuleError:
    """The first fault as one line that names the YAML line and, for a misspelt key, the likely one."""
    # A misspelt key is also a missing one; the first says more.
    first = min(problem.errors(), key=lambda e: (e["type"] == "missing", lined.line(tuple(e["loc"]))))
    loc = tuple(first["loc"])
    where = ".".join(str(part) for part in loc)
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        message = f"unknown key; {did_you_mean(str(loc[-1]), keys_at(model, loc[:-1]))}"
    elif first["type"] == "missing":
        message = "is required"
    place = f"'{where}': " if where else ""
    return RuleError(f"{place}{' '.join(message.split())}", path=name, line=lined.line(loc))


def _unique(documents: list[tuple[str, LinedYaml, dict[str, Any]]], key: str) -> None:
    seen: dict[str, str] = {}
    for name, lined, data in documents:
        if data[key] in seen:
            raise RuleError(f"{key} '{data[key]}' is already in {seen[data[key]]}", path=name, line=lined.line((key,)))
        seen[data[key]] = name


def _compile(
    text: str, pieces: dict[str, str], name: str, line: int, lexicons: dict[str, list[Node]], memo: Memo
) -> Node:
    try:
        node = compile_phrase(text, pieces)
        for used in lexicons_of(node):
            if used not in lexicons:
                raise RuleError(f"no lexicon is called '{{{used}}}'; {did_you_mean(used, list(lexicons))}")
        anchors_of(node, lexicons, memo)
    except RuleError as problem:
        raise RuleError(problem.message, path=name, line=line) from None
    return node


def _lexicons(
    documents: list[tuple[str, LinedYaml, dict[str, Any]]],
) -> tuple[dict[str, str], dict[str, list[Node]]]:
    pieces: dict[str, str] = {}
    for _, _, data in documents:
        pieces.update(data["pieces"])
    lexicons: dict[str, list[Node]] = {}
    for name, lined, data in documents:
        for key, entries in data["lexicons"].items():
            for number, entry in enumerate(entries):
                line = lined.line(("lexicons", key, number))
                node = _compile(entry, pieces, name, line, {}, {})
                lexicons.setdefault(key, []).append(node)
    return pieces, lexicons


_LANGUAGE_KEYS = (
    "not_after",
    "negators_before",
    "negators_after",
    "question_openers",
    "run_together",
    "run_together_not",
)


def _labels(
    documents: list[tuple[str, LinedYaml, dict[str, Any]]], pieces: dict[str, str], lexicons: dict[str, list[Node]]
) -> dict[str, Any]:
    """The label lexicons, a matcher for each language; ``owners`` tells what each phrase is: [role, concept]."""
    found: dict[str, Any] = {}
    for name, lined, data in documents:
        nodes: list[Node] = []
        owners: list[list[str]] = []
        memo: Memo = {}

        def enter(line: int, text: str, *owner: str) -> None:
            nodes.append(_compile(text, pieces, name, line, lexicons, memo))  # noqa: B023
            owners.append(list(owner))  # noqa: B023

        endings: dict[str, str] = {}
        for concept, wordings in data["concepts"].items():
            for form in ("words", "phrases", "spoken", "tags"):
                for number, text in enumerate(wordings[form]):
                    written = f"# {text}" if form == "tags" else text
                    enter(lined.line(("concepts", concept, form, number)), written, form, concept)
            endings.update(dict.fromkeys(wordings["tag_endings"], concept))
        for role in ("look_alikes", "denials", "retractions"):
            for number, text in enumerate(data[role]):
                enter(lined.line((role, number)), text, role, "")
        found[data["language"]] = {
            "name": data["name"],
            "tag_endings": dict(sorted(endings.items(), key=lambda item: -len(item[0]))),
            "owners": owners,
            "index": build_index(nodes, lexicons),
            **{key: data[key] for key in _LANGUAGE_KEYS},
        }
    return found


def _signals(
    documents: list[tuple[str, LinedYaml, dict[str, Any]]], pieces: dict[str, str], lexicons: dict[str, list[Node]]
) -> dict[str, Any]:
    nodes: list[Node] = []
    owners: list[list[str]] = []
    memo: Memo = {}
    for name, lined, data in documents:
        for key, signal in data["signals"].items():
            for number, text in enumerate(signal["phrases"]):
                nodes.append(
                    _compile(text, pieces, name, lined.line(("signals", key, "phrases", number)), lexicons, memo)
                )
                owners.append([key, signal["title"]])
    return {"owners": owners, "index": build_index(nodes, lexicons)}


_MASK_ROLES = ("forbidding", "demanding", "negators", "no_negators", "enders", "reported", "doubtful_answers", "hedges")
_BLOCK_ROLES = ("phrases", "needs", "unless", "unless_near", "cleared_by")


def _phrases(
    documents: dict[str, list[tuple[str, LinedYaml, dict[str, Any]]]],
    pieces: dict[str, str],
    lexicons: dict[str, list[Node]],
) -> dict[str, Any]:
    """All phrase rules and masks as one matcher; ``owners`` tells what each phrase is: [role, rule, block number]."""
    nodes: list[Node] = []
    owners: list[list[Any]] = []
    patterns: list[list[Any]] = []
    statements: list[dict[str, Any]] = []
    memo: Memo = {}

    def enter(name: str, line: int, text: str, *owner: Any) -> None:
        nodes.append(_compile(text, pieces, name, line, lexicons, memo))
        owners.append(list(owner))

    for name, lined, data in documents["brieflint/rule@1"]:
        for number, text in enumerate(data["unless"]):
            enter(name, lined.line(("unless", number)), text, "unless", data["id"], -1)
        for number, text in enumerate(data["evidence"]):
            enter(name, lined.line(("evidence", number)), text, "evidence", data["id"], -1)
        for at, block in enumerate(data["blocks"]):
            for role in _BLOCK_ROLES:
                for number, text in enumerate(block[role]):
                    enter(name, lined.line(("blocks", at, role, number)), text, role, data["id"], at)
            for number, text in enumerate(block["regex"]):
                literals = guard(text, name, lined.line(("blocks", at, "regex", number)))
                patterns.append([data["id"], at, text, literals])
    for name, lined, data in documents["brieflint/masks@1"]:
        for role in _MASK_ROLES:
            for number, text in enumerate(data[role]):
                enter(name, lined.line((role, number)), text, role, "", -1)
        for at, statement in enumerate(data["statements"]):
            for number, text in enumerate(statement["phrases"]):
                line = lined.line(("statements", at, "phrases", number))
                enter(name, line, text, "statements", "", len(statements))
            statements.append({"jurisdictions": statement["jurisdictions"]})
    return {"owners": owners, "index": build_index(nodes, lexicons), "patterns": patterns, "statements": statements}
