"""Powers 权力 in the graph: who may act, was it valid, and acting."""
