"""``python -m brieflint``: the same as the ``brieflint`` command."""

from brieflint.cli import main

main()
