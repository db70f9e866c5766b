"""Where a collection lies: the article store that all else can be made from again, and two indexes beside it."""
