"""Records of settings that tools around the code should have, and how messages speak of them."""
