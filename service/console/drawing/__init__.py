"""Pictures that the server draws: where things are on a map, and how much of them there was when."""
