"""The index of an organisation's other repositories: the format of its files, and searches in them.

`privacy_gate.organisation` builds and downloads these files. This package only reads local files.
"""
