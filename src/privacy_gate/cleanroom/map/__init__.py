"""Store the map of a repository: `records` are signed, `store` reads and writes them, `user_key` has the key."""
