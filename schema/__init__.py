"""The graph: what is shown, may be asked and may be done. Knows Strawberry; holds no rule, opens no session."""
