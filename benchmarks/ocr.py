#!/usr/bin/env python3
"""CPU seconds and peak memory of reading pictures, by engine: one and two processes, cold and from the cache.

    ocr.py FOLDER...        pictures below the folders; every engine that is installed is measured

CPU seconds count the children too (Tesseract is a program of its own), so a busy machine does not change them much.
Peak memory is that of the largest process. The table is Markdown.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from brieflint.config import Config
from brieflint.sources.images.engines import EngineError, choose
from brieflint.sources.read import Settings, read_document

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif")


def worker(engine: str, files: list[str]) -> None:
    """Read the pictures one after another; print what each took, as JSON."""

    def used() -> float:
        times = os.times()
        return times.user + times.system + times.children_user + times.children_system

    settings = Settings({}, Config(), ocr_engine=engine)
    taken = []
    for file in files:
        before = used()
        read_document(file, Path(file).read_bytes(), settings)
        taken.append(used() - before)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"taken": taken, "peak": peak / 1024}))


def measure(engine: str, files: list[str], processes: int, cache: str) -> tuple[list[float], float, float]:
    """CPU seconds of each picture, peak megabytes, wall seconds of all."""
    start = time.perf_counter()
    running = [
        subprocess.Popen(
            [sys.executable, __file__, "--worker", engine, *files[k::processes]],
            stdout=subprocess.PIPE,
            env={**os.environ, "BRIEFLINT_CACHE_DIR": cache},
        )
        for k in range(processes)
    ]
    results = [json.loads(process.communicate()[0]) for process in running]
    wall = time.perf_counter() - start
    return [t for r in results for t in r["taken"]], max(r["peak"] for r in results), wall


def main() -> None:
    files = sorted(str(p) for folder in sys.argv[1:] for p in Path(folder).rglob("*") if p.suffix.lower() in SUFFIXES)
    print(f"{len(files)} pictures\n")
    print("| engine | processes | cache | CPU s, median | CPU s, most | peak MB | wall s, all |")
    print("|---|---|---|---|---|---|---|")
    for name in ("paddle", "tesseract"):
        try:
            engine = choose(name, ["en"])
        except EngineError as problem:
            print(f"| {name} | {problem.message} | | | | | |")
            continue
        for processes in (1, 2):
            with tempfile.TemporaryDirectory() as cache:
                for state in ("cold", "filled"):
                    taken, peak, wall = measure(name, files, processes, cache)
                    taken.sort()
                    middle, most = taken[len(taken) // 2], taken[-1]
                    print(
                        f"| {name} {engine.version} | {processes} | {state} | {middle:.3f} | {most:.2f}"
                        f" | {peak:.0f} | {wall:.1f} |",
                        flush=True,
                    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        worker(sys.argv[2], sys.argv[3:])
    else:
        main()
