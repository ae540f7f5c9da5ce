"""Write, clean and test prompts that contain one small, generic task, and record them in the ledger."""
