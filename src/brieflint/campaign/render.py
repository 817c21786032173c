"""Render briefs: from a campaign record and a template to the Markdown that one creator gets, with a map back."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from brieflint.campaign.choice import Choice, choose
from brieflint.campaign.render_worker import MOST_SECONDS, can_limit_processor
from brieflint.campaign.store import Record
from brieflint.campaign.wording import extras
from brieflint.errors import BrieflintError, InputError, UsageError, did_you_mean
from brieflint.own_files import PROVENANCE
from brieflint.rules.ruleset import RuleSet, load_rules

START_SECONDS = 30
"""Seconds within which the rendering process must be up; that is the machine's time, not the template's."""

PATIENCE_SECONDS = 30 if can_limit_processor() else MOST_SECONDS
"""Seconds to wait for one brief: no more than the template's own, unless the system sees to those."""

_WORKER = "import sys; sys.path[:0] = sys.argv[1:]; from brieflint.campaign.render_worker import main; main()"


class RenderError(InputError):
    """A brief cannot be rendered; the place is one of its template."""


@dataclass(frozen=True, slots=True)
class RenderedLine:
    """Where one line of a brief comes from.

    Attributes:
        template: the template as messages show it; empty for the front matter.
        template_line: 1-based; 0 when it is not known.
        values: stretches ``(start, end, key)`` of the line that the record gave, ``key`` a dotted path.
    """

    template: str
    template_line: int
    values: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """One creator's brief.

    Attributes:
        creator: the creator's id.
        text: Markdown with front matter, ending with a line feed.
        lines: one entry a line of ``text``.
        missing_language: the language that was wanted and no template has; else empty.
    """

    creator: str
    text: str
    lines: tuple[RenderedLine, ...]
    missing_language: str = ""

    def origin(self, line: int, column: int = 1) -> tuple[str, int, str | None]:
        """The template, its line, and the record's key for a 1-based place in the brief.

        The key is that of the value at the column, or else the only one on the line.
        """
        if not 1 <= line <= len(self.lines):
            return "", 0, None
        found = self.lines[line - 1]
        for start, end, key in found.values:
            if start < column <= end:
                return found.template, found.template_line, key
        keys = {key for _, _, key in found.values}
        return found.template, found.template_line, keys.pop() if len(keys) == 1 else None

    def cause(self, start: tuple[int, int], end: tuple[int, int]) -> tuple[str, int, str | None]:
        """As :meth:`origin`, for a stretch from ``(line, column)`` to ``(line, column)``, end exclusive.

        The key is that of the value that gave most of the stretch; ``None`` where the template wrote all of it.
        """
        given: dict[str, int] = {}
        for number in range(start[0], min(end[0], len(self.lines)) + 1):
            low = start[1] - 1 if number == start[0] else 0
            high = end[1] - 1 if number == end[0] else 1 << 30
            for first, last, key in self.lines[number - 1].values:
                shared = min(last, high) - max(first, low)
                if shared > 0:
                    given[key] = given.get(key, 0) + shared
        template, line, _ = self.origin(*start)
        return template, line, max(given, key=lambda key: given[key]) if given else None


def render(
    record: Record,
    creators: Sequence[str] = (),
    template: str | None = None,
    *,
    rules: RuleSet | None = None,
) -> list[Rendered]:
    """Render the briefs of a campaign.

    Args:
        record: the campaign.
        creators: ids of the creators to render for; when empty, all but those with the relationship ``none``.
        template: a template's name or file instead of the record's choice.
        rules: where labels come from; the bundled rules by default.

    Raises:
        UsageError: there is no such creator or template.
        RenderError: a template is wrong, asks for what the record does not have, or takes too much time or memory.
    """
    rules = rules or load_rules()
    numbers = _numbers(record, creators)
    jobs: list[tuple[Choice, int, str]] = []
    for number in numbers:
        creator = record.data["creators"][number]
        language = creator.get("language") or next(iter(record.data.get("languages", ())), "en")
        jobs.append((choose(record, creator, language, template), number, language))
    found: list[Rendered] = []
    for files in dict.fromkeys(choice.files for choice, _, _ in jobs):
        chosen = [job for job in jobs if job[0].files == files]
        answers = _answers(record, [_brief(record, job, rules) for job in chosen], chosen[0][0])
        for (choice, number, _), answer in zip(chosen, answers, strict=True):
            found.append(_assembled(record, number, choice, answer))
    return found


def rendered_again(
    record: Record, template: str, creators: Sequence[str], rules: RuleSet | None = None
) -> dict[str, Rendered]:
    """Briefs as they would be rendered now, by creator's id in lower case; without those that cannot be.

    Args:
        record: the campaign.
        template: as the front matter of a brief names it. A file must lie in the campaign's folder, for briefs come
            from anywhere.
        creators: ids.
        rules: as for :func:`render`.
    """
    if "/" in template or template.endswith(".j2"):
        inside = os.path.realpath(record.folder)
        if not os.path.realpath(os.path.join(inside, template)).startswith(inside + os.sep):
            return {}
        template = os.path.join(record.folder, template)
    known = list(dict.fromkeys(name for name in creators if record.creator(name) is not None))
    if not known:
        return {}
    try:
        return {brief.creator.casefold(): brief for brief in render(record, known, template, rules=rules)}
    except BrieflintError:  # one of them; the others have an origin all the same
        alone = [rendered_again(record, template, [name], rules) for name in known] if len(known) > 1 else []
        return {name: brief for found in alone for name, brief in found.items()}


def same_text(brief: Rendered, text: str) -> bool:
    """Whether a file holds a brief; neither byte-order mark nor line ends make it another one."""
    return brief.text == text.removeprefix("\ufeff").replace("\r\n", "\n")


def _numbers(record: Record, creators: Sequence[str]) -> list[int]:
    ids = [creator["id"] for creator in record.data.get("creators", ())]
    if not ids:
        raise UsageError("has no creators: add 'creators:' with an 'id' and a 'relationship' each", path=record.path)
    places = {name.casefold(): number for number, name in enumerate(ids)}
    for name in creators:
        if name.casefold() not in places:
            raise UsageError(f"no creator is called '{name[:80]}'; {did_you_mean(name, ids)}", path=record.path)
    if creators:
        return [places[name.casefold()] for name in creators]
    briefed = [k for k, creator in enumerate(record.data["creators"]) if creator["relationship"] != "none"]
    if not briefed:
        raise UsageError("has only creators with the relationship 'none': there is nothing to brief", path=record.path)
    return briefed


def _brief(record: Record, job: tuple[Choice, int, str], rules: RuleSet) -> dict[str, Any]:
    choice, number, language = job
    creator = record.data["creators"][number]
    at = f"creators.{number}"
    own = {key: (f"{at}.{key}", creator[key]) for key in ("compensation", "jurisdictions") if key in creator}
    return {
        "template": choice.name,
        "creator": number,
        "overrides": own,
        "extra": extras(record.data, number, language, rules, choice.language),
    }


# -------------------------------------------------------------------------------------------- the process


def _answers(record: Record, briefs: list[dict[str, Any]], choice: Choice) -> list[dict[str, Any]]:
    """What the rendering process says of each brief.

    Raises:
        RenderError: the first brief that cannot be rendered.
    """
    files = choice.files
    job = {
        "bundled": files.bundled,
        "user": files.user,
        "shown": files.shown,
        "record": record.data,
        "shape": _shape(),
        "briefs": briefs,
    }
    answers: list[dict[str, Any]] = []
    with _Worker(json.dumps(job).encode("ascii")) as worker:
        if worker.answer(START_SECONDS) is None:
            raise RenderError("the rendering process does not start", path=record.path)
        for brief in briefs:
            answer = worker.answer(PATIENCE_SECONDS)
            if answer is None:
                raise RenderError(worker.failure, path=_shown(choice, brief["template"]))
            if "error" in answer:
                raise _error(record, answer["error"], _shown(choice, brief["template"]), briefs[0]["extra"])
            answers.append(answer)
    return answers


def _shown(choice: Choice, name: str) -> str:
    try:
        return choice.files.find(name)[1]
    except InputError:
        return name


_ENDLESS = f"takes longer than {MOST_SECONDS} seconds to render: does it loop without end?"


class _Worker:
    """The rendering process, and the lines it writes."""

    def __init__(self, job: bytes) -> None:
        self.failure = ""
        flags: dict[str, Any] = {"creationflags": 0x08000000} if os.name == "nt" else {}  # no console window
        # Isolated: neither the folder the user stands in nor PYTHON* variables put modules in its way.
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", "-c", _WORKER, *_package_folders()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            **flags,
        )
        self._lines: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=self._feed, args=(job,), daemon=True).start()
        threading.Thread(target=self._listen, daemon=True).start()

    def _feed(self, job: bytes) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        try:
            stdin.write(job)
            stdin.close()
        except OSError:
            pass  # it died; the missing answer says so

    def _listen(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        for line in stdout:
            self._lines.put(line)
        self._lines.put(b"")

    def answer(self, seconds: float) -> dict[str, Any] | None:
        """The next answer, or ``None`` with :attr:`failure` set."""
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            self.failure = _ENDLESS
            return None
        if not line and self._process.wait() == -getattr(signal, "SIGPROF", 0):
            self.failure = _ENDLESS
            return None
        if not line:
            self.failure = "cannot be rendered: the rendering process ended, perhaps for lack of memory or time"
            return None
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()


def _package_folders() -> list[str]:
    """The folders from which the process imports what it needs, and only those are added."""
    from importlib.util import find_spec

    found = [find_spec(name) for name in ("brieflint", "jinja2", "markupsafe")]
    files = [os.path.abspath(spec.origin) for spec in found if spec is not None and spec.origin is not None]
    return list(dict.fromkeys(os.path.dirname(os.path.dirname(file)) for file in files))


_shape_of_record: Any = None


def _shape() -> Any:
    """The keys that a record may have, as nested mappings."""
    global _shape_of_record  # noqa: PLW0603
    if _shape_of_record is None:
        from brieflint.campaign.validate import shape

        _shape_of_record = shape()
    return _shape_of_record


def _error(record: Record, error: dict[str, Any], template: str, extra: dict[str, Any]) -> RenderError:
    path, line = error["template"] or template, error["line"]
    if error["kind"] == "not-set":
        key = error["key"]
        at = record.line(key)
        message = f"needs '{key}', which {record.path}:{at} does not set: add it there, or ask {{% if %}} first"
    elif error["kind"] == "unknown":
        name = error["name"]
        known = error["known"] or [*_shape(), *extra, "creator", "record"]
        message = f"'{name}' is not known; {did_you_mean(name.rpartition('.')[2], known)}"
    else:
        message = error["message"]
    return RenderError(message, path=path, line=line)


# ------------------------------------------------------------------------------------------ the document


def _assembled(record: Record, number: int, choice: Choice, answer: dict[str, Any]) -> Rendered:
    """Front matter, provenance and the rendered text. No template can write the first two."""
    head = list(_front_matter(record, number, choice))
    version = f", version {record.data['version']}" if "version" in record.data else ""
    name = os.path.basename(record.path)
    source = f"{name}{version}, with the template {choice.shown}"
    comment = f"{source}: change those, not this file.".replace("--", "- -")
    texts = ["---", *(text for text, _ in head), "---", f"{PROVENANCE}{comment} -->", ""]
    lines = [RenderedLine("", 0), *(RenderedLine("", 0, values) for _, values in head)]
    lines += [RenderedLine("", 0)] * 3
    for text, template, line, values in answer["lines"]:
        texts.append(text)
        lines.append(RenderedLine(template, line, tuple((a, b, key) for a, b, key in values)))
    creator = record.data["creators"][number]["id"]
    return Rendered(creator, "\n".join(texts) + "\n", tuple(lines), choice.missing_language)


def _front_matter(
    record: Record, number: int, choice: Choice
) -> Iterator[tuple[str, tuple[tuple[int, int, str], ...]]]:
    data, creator = record.data, record.data["creators"][number]
    at = f"creators.{number}"
    countries = (creator, f"{at}.jurisdictions") if "jurisdictions" in creator else (data, "jurisdictions")
    entries: Iterable[tuple[str, Any, str]] = (
        ("kind", "brief", ""),
        ("campaign", data.get("id"), "id"),
        ("creator", creator["id"], f"{at}.id"),
        ("brief_version", data.get("version"), "version"),
        ("template", choice.shown, ""),
        ("relationship", creator["relationship"], f"{at}.relationship"),
        ("jurisdictions", countries[0]["jurisdictions"], countries[1]),
        ("language", choice.language, ""),
        ("category", data.get("product", {}).get("category"), "product.category"),
    )
    for name, value, key in entries:
        if value is None:
            continue
        # A JSON text is YAML; quoted it stays the text it is ("no", "1e5", "2026-05-01").
        shown = f"[{', '.join(map(_scalar, value))}]" if isinstance(value, list) else _scalar(value)
        text = f"{name}: {shown}"
        yield text, ((len(name) + 2, len(text), key),) if key else ()


def _scalar(value: Any) -> str:
    text = str(value)
    plain = isinstance(value, int) or (text.replace("-", "").isalpha() and text.isascii() and text not in ("no", "on"))
    risky = text.lower() in ("null", "true", "false", "yes", "no", "on", "off", "y", "n")
    return text if plain and not risky else json.dumps(text, ensure_ascii=False)
