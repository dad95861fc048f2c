// A township's power list 权力清单, read a page at a time.
import { graphql } from "relay-runtime";

export const query = graphql`
  query TownshipPowersQuery($code: String!) {
    township(code: $code) {
      name
      kind
      county {
        name
      }
      ...TownshipPowers_township
    }
  }
`;

export const township = graphql`
  fragment TownshipPowers_township on Township
  @argumentDefinitions(first: { type: "Int", defaultValue: 2 }, after: { type: "String" })
  @refetchable(queryName: "TownshipPowersPaginationQuery") {
    powers(first: $first, after: $after) @connection(key: "TownshipPowers_powers") {
      totalCount
      edges {
        node {
          id
          ...TownshipPowers_power
        }
      }
    }
  }
`;

export const power = graphql`
  fragment TownshipPowers_power on Transfer {
    mode
    stages
    effectiveFrom
    item {
      name
      kind
    }
    devolver {
      name
    }
  }
`;
