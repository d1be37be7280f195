"""Time to live: items that have expired are found by an index of their own and deleted in the background."""
