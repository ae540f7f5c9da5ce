"""The map of a repository on disk: `records` are signed and `store` reads and writes them, `user_key` has the key."""
