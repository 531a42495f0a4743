"""Campaigns and standing check-ins: whom a text is for, what it will cost, and the rows that the worker sends."""
