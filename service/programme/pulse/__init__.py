"""What happens just now: the traffic of the line, where calls are left, whether it is silent, and what waits."""
