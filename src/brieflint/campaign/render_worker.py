"""The process that renders: it reads one job from standard input and writes one line of JSON for every brief.

A template that never ends, or wants all the memory there is, ends with this process and not with the caller's. The
caller keeps the time (:mod:`brieflint.campaign.render`); memory and processor time are limited here, where the system
can.
"""

from __future__ import annotations

import json
import signal
import sys
from typing import Any

MOST_MEMORY = 512 * 1024 * 1024
MOST_SECONDS = 1.5
"""Of processor time for rendering one brief; with the start of the process and its end that makes two."""


def main() -> None:
    """Answer the job on standard input."""
    job = json.loads(sys.stdin.buffer.read())
    from brieflint.campaign.sandbox import BriefEnvironment
    from brieflint.campaign.template_files import TemplateFiles

    files = TemplateFiles(job["bundled"], job["user"], job["shown"])
    environments = (BriefEnvironment(files), BriefEnvironment(files, marks=True))
    limit_memory()
    _answer({"ready": True})
    for brief in job["briefs"]:
        limit_processor()
        _answer(_rendered(environments, brief, job["record"], job["shape"]))


def _answer(data: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(data).encode("ascii") + b"\n")
    sys.stdout.buffer.flush()


def limit_memory() -> None:
    """Bound the address space, where the system knows such a bound."""
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    except (ImportError, AttributeError, OSError, ValueError):
        pass


def limit_processor() -> None:
    """Bound the processor time of the next brief: the signal's default action ends the process, whatever it is at.

    Processor time, since a busy machine may take any time to render an innocent template. Where the system has no such
    timer the caller's clock must do.
    """
    if can_limit_processor():
        signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)


def can_limit_processor() -> bool:
    """Whether the system ends a process by the processor time that it used."""
    return hasattr(signal, "setitimer") and hasattr(signal, "SIGPROF")


def _rendered(environments: Any, brief: dict[str, Any], record: dict[str, Any], shape: Any) -> dict[str, Any]:
    from brieflint.campaign.marks import marked_lines, plain_lines
    from brieflint.campaign.values import Written

    plain, marking = environments
    try:
        lines = plain_lines(_text(plain, brief, record, shape))
    except Exception as problem:
        return {"error": fault(problem, plain)}
    try:
        Written.marks = True
        marked = marked_lines(_text(marking, brief, record, shape))
        if [line.text for line in marked] == [line.text for line in lines]:
            lines = marked
    except Exception:
        pass  # a template that looks at the length of what it wrote: the brief stands, without a map
    finally:
        Written.marks = False
    return {"lines": [[line.text, line.template, line.template_line, line.values] for line in lines]}


def _text(environment: Any, brief: dict[str, Any], record: dict[str, Any], shape: Any) -> str:
    from brieflint.campaign.sandbox import MOST_OUTPUT, TooMuchError

    environment.built = 0
    names = context(record, brief, shape)
    pieces: list[str] = []
    size = 0
    for piece in environment.get_template(brief["template"]).generate(names):
        size += len(piece)
        if size > MOST_OUTPUT * (2 if environment.extensions else 1):
            raise TooMuchError("writes more than 1 MiB")
        pieces.append(piece)
    return "".join(pieces)


def context(record: dict[str, Any], brief: dict[str, Any], shape: Any) -> dict[str, Any]:
    """The names that a template knows: the keys of the record, the creator, and what was worked out for the brief."""
    from brieflint.campaign.values import Node, wrap

    root = Node(record, "", shape)
    names = {key: root.lookup(key) for key in shape}
    at = brief["creator"]
    names["record"] = root
    names["creator"] = root.lookup("creators")[at]
    for key, (path, data) in brief["overrides"].items():
        names[key] = wrap(data, path, shape[key])
    names |= {key: wrap(data, key, None) for key, data in brief["extra"].items()}
    return names


def fault(problem: BaseException, environment: Any) -> dict[str, Any]:
    """What went wrong, and where in the templates."""
    from jinja2.exceptions import TemplateSyntaxError

    from brieflint.campaign import values
    from brieflint.campaign.sandbox import RefusedTemplateError

    template, line = _place(problem, environment.source_files.shown)
    found: dict[str, Any] = {"template": template, "line": line}
    if isinstance(problem, values.NotSetError):
        return {**found, "kind": "not-set", "key": str(problem)}
    if isinstance(problem, values.UnknownNameError):
        return {**found, "kind": "unknown", "name": problem.name, "known": list(problem.known)}
    if isinstance(problem, TemplateSyntaxError):
        place = problem.filename or template
        return {"template": place, "line": problem.lineno, "kind": "other", "message": problem.message or "not valid"}
    if isinstance(problem, RefusedTemplateError) and problem.problem.path:
        refused = problem.problem
        return {"template": refused.path, "line": refused.line, "kind": "other", "message": refused.message}
    if isinstance(problem, RecursionError):
        return {**found, "kind": "other", "message": "includes or calls itself, or is nested too deep"}
    if isinstance(problem, MemoryError):
        return {**found, "kind": "other", "message": f"needs more than {MOST_MEMORY >> 20} MiB of memory"}
    return {**found, "kind": "other", "message": " ".join(str(problem).split())[:300] or type(problem).__name__}


def _place(problem: BaseException, shown: set[str]) -> tuple[str, int | None]:
    """The innermost line of a template that a traceback passed through."""
    found: tuple[str, int | None] = ("", None)
    step = problem.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename in shown:
            found = (step.tb_frame.f_code.co_filename, step.tb_lineno)
        step = step.tb_next
    return found


if __name__ == "__main__":
    main()
