// The journal 台账 of a county, the first entry first.
import { graphql } from "relay-runtime";

export const query = graphql`
  query JournalQuery($county: String!) {
    ...Journal_entries @arguments(county: $county)
  }
`;

export const entries = graphql`
  fragment Journal_entries on Query
  @argumentDefinitions(
    county: { type: "String!" }
    first: { type: "Int", defaultValue: 3 }
    after: { type: "String" }
  )
  @refetchable(queryName: "JournalPaginationQuery") {
    journal(county: $county, first: $first, after: $after) @connection(key: "Journal_journal") {
      edges {
        node {
          sequence
          action
          at
          hash
          previousHash
        }
      }
    }
  }
`;
