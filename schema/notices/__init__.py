"""Notices 公文往来: what one body sends another about a case or a transfer, what was answered, and what is due."""
