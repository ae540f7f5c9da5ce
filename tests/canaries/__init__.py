"""No secret anywhere: every command over a tree of canaries, and each of them looked for in all that comes out."""
