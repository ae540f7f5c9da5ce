"""The one way to replace what must not leave, and to put it back: pure functions without files and without a clock.

`pairs` holds the pairs (original, stand-in) of a repository and what a conversation sent. `stand_ins` makes tokens
and spells names. `mask` replaces marked stretches, `unmask` puts originals back, `streams` does both piece by piece,
and `json_text` does both inside the strings of a JSON text. `search` finds many texts at once for all of them,
with `words` and `runs`; `places` says where a text stands free.
"""
