// The service hall: who may decide this matter, here and now, and by which rule.
import { graphql } from "relay-runtime";

export const query = graphql`
  query ServiceHallQuery($item: ID!, $place: String!) {
    authority(item: $item, stage: DECIDE, facts: { place: $place }) {
      holder {
        ...ServiceHall_body
      }
      also {
        ...ServiceHall_body
      }
      barred {
        ...ServiceHall_body
      }
      transfer {
        ...TransferDetail_transfer
      }
      rules {
        id
        text
        basis
      }
    }
  }
`;

export const body = graphql`
  fragment ServiceHall_body on Body {
    __typename
    id
    name
  }
`;
