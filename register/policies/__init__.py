"""Policies 策略: the lines of each domain as recorded, and the guard that holds for a place.

What changes them is in modules of its own, which ask for permission and so for what is here.
"""

from register.policies.reads import guard, guards, path_of, recorded_below, recorded_domains, shipped, supposing

__all__ = ["guard", "guards", "path_of", "recorded_below", "recorded_domains", "shipped", "supposing"]
