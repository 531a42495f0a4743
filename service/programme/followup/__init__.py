"""Follow-up: visits that are due, visits that took place, and the people from whom nothing is heard."""
