"""Schedules 进度安排 in the graph: the types, and publishing one."""
