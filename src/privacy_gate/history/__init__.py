"""Reading the history: every version of every file once, and of long files only what is new in a version.

`engine` finds places in a version by what was found in the one before, `reader` judges what must be judged,
`state` keeps what is done, `found` makes one finding of all versions that hold the same thing.
"""
