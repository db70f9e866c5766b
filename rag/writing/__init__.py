"""Step 3: from evidence to a cited answer: what the writer is told, what it says, and what becomes of each sentence."""
