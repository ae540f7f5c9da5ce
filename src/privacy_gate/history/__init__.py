"""Checks of every committed version of a file, each read once.

`engine` finds matches in a version with the help of the previous one. `reader` checks versions, `history_store` caches
results, and `grouping` combines the findings of the same value.
"""
