"""The carriers' doors: read the form, hand over a hop, answer in the carrier's own words."""
