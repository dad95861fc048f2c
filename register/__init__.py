"""The register itself: what is on record, who holds a power, and every change. Knows no GraphQL and no HTTP."""
