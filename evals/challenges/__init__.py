"""What the guard and the chain are tried with: sentences changed by one fact, faithful ones, and attacks."""
