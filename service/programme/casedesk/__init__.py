"""The desk of cases: what staff see of them and do with them, and what happens when nobody does."""
