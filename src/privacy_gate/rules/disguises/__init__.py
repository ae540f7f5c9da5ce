"""Disguised text, for example with lookalikes, escapes or dumps.

Each disguise becomes a joint (`split_values.Joint`) with the plain text. A view (`views.View`) is a second text in
which joints are replaced by their plain text, so that patterns match.
"""
