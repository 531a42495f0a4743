"""What the programme does: people, kits, visits, cases. Knows no conversation and no web."""
