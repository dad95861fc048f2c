"""HTTP: the server, the commands and who is asking. Knows no rule of law."""
