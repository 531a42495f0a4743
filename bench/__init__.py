"""Benchmarks: what a hop costs, beside a bare endpoint measured in the same run. `python -m bench`."""
