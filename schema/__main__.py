"""`python -m schema`: print the schema as it is committed in schema/schema.graphql."""

from schema.root import schema

if __name__ == "__main__":
    print(schema.as_str())
