"""The index of a repository: fingerprints of its code, its names, and its never-send files."""
