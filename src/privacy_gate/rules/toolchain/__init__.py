"""Records of the settings that development tools should have, and their wording in messages."""
