"""A phone for those who have none at hand: it plays Africa's Talking towards the real hook."""
