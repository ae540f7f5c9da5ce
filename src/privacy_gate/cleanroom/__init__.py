"""Prompts with one small, generic task: writing, cleaning and testing them; the ledger."""
