"""The console: what staff see and do in a browser. Pages are made on the server and work without a script."""
