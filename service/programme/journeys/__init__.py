"""The journeys as staff see them: where people go and where they leave, how screens look, a try without a phone."""
