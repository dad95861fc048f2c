"""The GraphQL documents of the play."""

REFUSAL = """
    ... on Refusal { code message remedy }
    ... on NotLawful { rules { id text } holder { name } }"""

SCENE = """
query Scene($county: String!) {
  county(code: $county) {
    name
    townships(first: 1) { totalCount }
    departments(first: 1) { totalCount }
    items(first: 1) { totalCount }
  }
}"""

VIEWER = """
query Viewer { viewer { body { id name ... on Township { code } } } }"""

ITEMS = """
query Items($county: String!, $text: String!) {
  items(filter: {county: $county, text: $text}) { edges { node { id code name kind department { name } } } }
}"""

_STEP = (
    """
mutation Step($input: %(input)s!) {
  %(field)s(input: $input) {
    __typename
    ... on Transfer { id version status inForce }"""
    + REFUSAL
    + """
  }
}"""
)

STEPS = {
    field: _STEP % {"field": field, "input": kind}
    for field, kind in (
        ("proposeTransfer", "ProposeTransfer"),
        ("submitTransfer", "StepTransfer"),
        ("reviewTransfer", "ReviewTransfer"),
        ("acceptTransfer", "AcceptTransfer"),
        ("confirmTransfer", "ConfirmTransfer"),
        ("publishTransfer", "PublishTransfer"),
    )
}

EXERCISE = (
    """
mutation Exercise($input: ExercisePower!) {
  exercisePower(input: $input) {
    __typename
    ... on Act { body { name } ruling { validity } }"""
    + REFUSAL
    + """
  }
}"""
)

AUTHORITY = """
query Authority($item: ID!, $facts: CaseFacts!, $at: DateTime) {
  authority(item: $item, stage: DECIDE, facts: $facts, at: $at) {
    holder { name } barred { name } rules { id text }
  }
}"""

RULING = """
query Ruling($body: ID!, $item: ID!, $facts: CaseFacts!, $at: DateTime!) {
  ruling(body: $body, item: $item, stage: DECIDE, facts: $facts, at: $at) {
    validity explanation respondent { name } reviewBody rules { id text }
  }
}"""
