"""The index of an organisation's other repositories: the format of its files, and the search in them.

`privacy_gate.organisation` builds and downloads the files. This package only reads local copies.
"""
