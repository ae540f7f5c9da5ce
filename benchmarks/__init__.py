"""`make bench`: the gate against its peers, side by side, as ratios."""
