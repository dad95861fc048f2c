// The items 权力事项 of a county, filtered as somebody types.
import { graphql } from "relay-runtime";

export const query = graphql`
  query CountyItemsQuery($filter: ItemFilter!) {
    ...CountyItems_items @arguments(filter: $filter)
  }
`;

export const items = graphql`
  fragment CountyItems_items on Query
  @argumentDefinitions(
    filter: { type: "ItemFilter!" }
    first: { type: "Int", defaultValue: 20 }
    after: { type: "String" }
  )
  @refetchable(queryName: "CountyItemsPaginationQuery") {
    items(filter: $filter, first: $first, after: $after) @connection(key: "CountyItems_items") {
      edges {
        node {
          id
          code
          name
          kind
          department {
            id
            name
          }
        }
      }
    }
  }
`;
