"""Replace what must not be sent with stand-ins, and restore it. These are pure functions without files or a clock.

`pairs` holds the pairs (original, stand-in) of a repository and the stand-ins that a conversation sent. `stand_ins`
makes tokens and spells names. `mask` replaces marked stretches, `unmask` restores originals. `streams` does both piece
by piece, and `json_text` does both inside the strings of a JSON text. `search` finds many texts at once, with `words`
and `runs`. `spellings` has the spellings of an original in a URL. `places` decides whether a text is part of a longer
word.
"""
