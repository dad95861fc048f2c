"""Who may do what: the statute and the domains' own lines, decided by Casbin. Knows no table."""
