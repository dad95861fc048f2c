"""Coming in: lists that existed before the register, read from CSV files."""
