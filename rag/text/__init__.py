"""What texts say, word by word: terms, names, numbers, dates, and what a sentence commits itself to. Pure, no model."""
