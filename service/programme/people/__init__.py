"""People as the office works with them: found, opened, counted into households and businesses, and never twice."""
