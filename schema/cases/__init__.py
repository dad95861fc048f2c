"""Cases 办件、案件 and their acts in the graph: the types, what is asked for, what is done."""
