"""Over-scripting: wording that a draft shares with its brief or with another creator's draft; wording, never topic.

``words`` prepares texts for comparison, ``runs`` finds stretches shared word for word, ``near`` joins them over small
changes, ``sources`` says what a draft is held against, ``check`` makes the findings, ``shared`` compares drafts with
each other.
"""
