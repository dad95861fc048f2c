// A department proposes to hand an item over. `__typename` tells whether it was done; every refusal says the same three things.
import { graphql } from "relay-runtime";

export const mutation = graphql`
  mutation ProposeTransferMutation($input: ProposeTransfer!) {
    proposeTransfer(input: $input) {
      __typename
      ... on Transfer {
        id
        ...TransferDetail_transfer @alias(as: "detail")
      }
      ...ProposeTransfer_refusal @alias(as: "refusal")
    }
  }
`;

export const refusal = graphql`
  fragment ProposeTransfer_refusal on Refusal {
    refusal: code
    message
    remedy
  }
`;
