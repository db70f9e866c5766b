"""Step 1: how a question is read: outlets, days, claims, what a follow-up leans on, what kind of thing is asked for."""
