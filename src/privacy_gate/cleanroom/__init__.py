"""Write, clean and test prompts with one small, generic task, and record them in the ledger."""
