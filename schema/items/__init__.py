"""Items 权力事项 in the graph: the type, what is asked for, what is done."""
