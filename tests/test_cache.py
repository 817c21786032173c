"""The rule cache: used when whole, built again when not, never in the way."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from support import BAD, PAID, Result, run, write
from test_hostile import _bind_root


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache file as brieflint makes it."""
    folder = tmp_path_factory.mktemp("made")
    write(folder / "bad.md", BAD)
    run("check", *PAID, "bad.md", cwd=folder, env={"BRIEFLINT_CACHE_DIR": str(folder / "cache")})
    [file] = files(folder / "cache")
    return file


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def full(cache: Path, made: Path) -> Path:
    """The cache file in the test's own folder."""
    cache.mkdir()
    copy = cache / made.name
    copy.write_bytes(made.read_bytes())
    return copy


@pytest.fixture
def check(tmp_path: Path, cache: Path) -> Any:
    """Checks one draft with a cache folder of the test's own."""
    write(tmp_path / "bad.md", BAD)

    def run_it(*args: str, **more: Any) -> Result:
        result = run("check", *PAID, "bad.md", *args, cwd=tmp_path, env={"BRIEFLINT_CACHE_DIR": str(cache)}, **more)
        assert (result.code, result.err) == (1, "")
        assert "bad.md:1:1: error disclosure/missing" in result.out
        return result

    return run_it


def files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())


def test_it_is_made_once_and_then_used(cache: Path, full: Path, check: Any) -> None:
    before = (full.read_bytes(), full.stat().st_mtime_ns)
    used = check()
    assert files(cache) == [full]
    assert (full.read_bytes(), full.stat().st_mtime_ns) == before
    assert check("--no-cache").out == used.out


def test_without_the_cache_nothing_is_written(tmp_path: Path, cache: Path, check: Any) -> None:
    check("--no-cache")
    assert files(tmp_path) == [tmp_path / "bad.md"]
    assert not cache.exists()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: b"",
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw.replace(b"disclosure", b"disclosurE"),
        lambda raw: b"\xff" * 100,
    ],
    ids=["empty", "cut", "changed", "no text"],
)
def test_a_damaged_cache_is_built_again(full: Path, check: Any, spoil: Any) -> None:
    good = full.read_bytes()
    full.write_bytes(spoil(good))
    check()
    assert full.read_bytes() == good


def test_a_folder_where_nothing_can_be_written(tmp_path: Path, cache: Path, check: Any) -> None:
    write(cache, "a file where the folder should be")
    check()
    cache.unlink()
    cache.mkdir()
    cache.chmod(0o500)
    try:
        check(**({"preexec_fn": _bind_root} if hasattr(os, "geteuid") and os.geteuid() == 0 else {}))
        assert files(cache) == []
    finally:
        cache.chmod(0o700)


def test_a_folder_in_place_of_the_file(full: Path, check: Any) -> None:
    full.unlink()
    full.mkdir()
    check()


def test_other_rules_are_another_cache(tmp_path: Path, cache: Path, full: Path, check: Any) -> None:
    lexicon = "schema: brieflint/labels@1\nlanguage: eo\nname: Esperanto\nconcepts:\n  ad-word:\n    words: [reklamo]\n"
    write(tmp_path / "house" / "eo.yaml", lexicon)
    check("--rules", "house")
    [other] = set(files(cache)) - {full}
    write(tmp_path / "house" / "eo.yaml", lexicon.replace("reklamo", "anonco"))
    check("--rules", "house")
    assert set(files(cache)) - {full, other}


def test_two_processes_at_once(tmp_path: Path, cache: Path, check: Any) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(2) as pool:
        outs = {result.out for result in pool.map(lambda _: check(), range(2))}
    assert len(outs) == 1
    assert len(files(cache)) == 1
