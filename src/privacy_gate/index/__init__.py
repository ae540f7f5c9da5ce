"""The index of a repository: fingerprints of its code, its names, never-send files."""
