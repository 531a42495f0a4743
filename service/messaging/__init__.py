"""The outbox: what waits to be sent, and how it leaves without ever leaving twice."""
