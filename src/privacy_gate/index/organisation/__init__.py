"""The code of an organisation's other repositories: the files that its index is made of, and looking up in them.

`privacy_gate.organisation` makes and fetches these files; here nothing is fetched, and nothing is opened but files.
"""
