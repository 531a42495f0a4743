"""The programming interface, /api/v1: what staff do by command, done by a program that shows a token of theirs."""
