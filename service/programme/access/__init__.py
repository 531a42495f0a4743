"""Who of the staff may see and do what in the console, and how they prove who they are."""
