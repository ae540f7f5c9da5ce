"""What the gate knows of this repository: fingerprints of its code, where each stands, which files never leave."""
