"""From a file or an address to an article: its characters found, its damage repaired, every change reversible."""
