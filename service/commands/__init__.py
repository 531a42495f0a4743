"""The sub-commands of `retour`: thin, each a function that typer calls."""
