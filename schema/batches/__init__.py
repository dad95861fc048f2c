"""Batches 批次 in the graph: the type, the inputs, what is asked for, what is done."""
