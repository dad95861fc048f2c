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
query Viewer { viewer { account roles { role place } body { __typename id name ... on Township { code } } } }"""

ITEMS = """
query Items($county: String!, $text: String!) {
  items(filter: {county: $county, text: $text}) { edges { node { id code name kind department { id name } } } }
}"""

_STEP = (
    """
mutation Step($input: %(input)s!) {
  %(field)s(input: $input) {
    __typename
    ... on Transfer { id version status inForce viewerMay liability { legal { name } administrative { name } } }"""
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
    ... on Act { id stage at body { name } case { id place { name } } ruling { validity } }"""
    + REFUSAL
    + """
  }
}"""
)

AUTHORITY = """
query Authority($item: ID!, $facts: CaseFacts!, $at: DateTime) {
  authority(item: $item, stage: DECIDE, facts: $facts, at: $at) {
    holder { name } barred { name } inNameOf { name } rules { id text }
  }
}"""

RULING = """
query Ruling($body: ID!, $item: ID!, $facts: CaseFacts!, $at: DateTime!) {
  ruling(body: $body, item: $item, stage: DECIDE, facts: $facts, at: $at) {
    validity explanation holder { name } respondent { name } reviewBody rules { id text }
  }
}"""
