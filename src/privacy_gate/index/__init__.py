"""What the gate knows of a repository: fingerprints of its code, its names, never-send files."""
