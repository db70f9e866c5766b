"""What is measured: each metric for one case, and how cases add up to a figure with its interval."""
