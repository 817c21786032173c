"""The campaign record (``brieflint/campaign@1``), what a draft learns from it, and the briefs rendered from it."""
