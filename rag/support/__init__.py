"""Step 4: does the cited text say it? The guard that every written sentence passes, and what it looks at."""
