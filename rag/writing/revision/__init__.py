"""The written answer revised: what the evidence itself shows takes the place of, or stands beside, what was written."""
