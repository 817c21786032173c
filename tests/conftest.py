"""Settings for the whole run: a rule cache of its own, shared by all tests of the session and all workers."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(scope="session", autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory):
    before = os.environ.get("BRIEFLINT_CACHE_DIR")
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    os.environ["BRIEFLINT_CACHE_DIR"] = str(shared / "cache")
    yield
    if before is None:
        del os.environ["BRIEFLINT_CACHE_DIR"]
    else:
        os.environ["BRIEFLINT_CACHE_DIR"] = before
