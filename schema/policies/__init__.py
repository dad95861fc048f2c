"""Policies 策略 in the graph: the lines of a domain, what is asked for, what is done."""
