"""Store the map of a repository. `records` signs its records, `store` reads and writes it, `user_key` loads the key."""
