"""One port and one file per carrier; this room knows no model and no flow."""
