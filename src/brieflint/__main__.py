"""``python -m brieflint``: the same as the ``brieflint`` command."""

from brieflint.cli import main

if __name__ == "__main__":  # the processes of --jobs import this file under another name
    main()
