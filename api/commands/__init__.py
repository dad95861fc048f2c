"""What `python -m api` can be told to do; one module a command."""
