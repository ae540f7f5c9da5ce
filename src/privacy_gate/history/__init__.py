"""Checks of every version ever committed, each read once.

`engine` finds places in a version by what was found in the one before, `reader` judges what must be judged,
`state` keeps what is done, `found` makes one finding of all versions that hold the same thing.
"""
