// A transfer, fetched again by its id whenever somebody took a step.
import { graphql } from "relay-runtime";

export const transfer = graphql`
  fragment TransferDetail_transfer on Transfer @refetchable(queryName: "TransferDetailRefetchQuery") {
    version
    status
    inForce
    viewerMay
    receiver {
      ...ServiceHall_body
    }
    liability {
      legal {
        name
      }
    }
    documents {
      kind
      number
      date
    }
  }
`;
