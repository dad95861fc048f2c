// A client as a front-end team would write it: every operation is typed by its document, every refusal is told apart.
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { AmendItemDocument, PowerListDocument, ProposeTransferDocument, type WhyNotFragment } from "./generated/graphql";
import type { PowerListQuery, ProposeTransfer, ProposeTransferMutation } from "./generated/graphql";

export async function ask<Data, Variables>(
  endpoint: string,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  token?: string,
): Promise<Data> {
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (token) headers["authorization"] = `Bearer ${token}`;
  const body = JSON.stringify({ query: print(document), variables });
  const answer = await (await fetch(endpoint, { method: "POST", headers, body })).json();
  if (answer.errors) throw new Error(answer.errors[0].message);
  return answer.data;
}

// What to show of any refusal; the compiler knows which kinds bring rules, problems or a version.
export function explain(refusal: WhyNotFragment): string {
  const said = refusal.remedy ? `${refusal.message}: ${refusal.remedy}` : refusal.message;
  switch (refusal.__typename) {
    case "NotLawful":
      return `${said} (${refusal.rules.map((rule) => rule.id).join(", ")}; ${refusal.holder?.name ?? "nobody"} may)`;
    case "Invalid":
      return [said, ...refusal.problems.map(({ path, message }) => `${path.join(".")}: ${message}`)].join("\n");
    case "OutOfDate":
      return `${said} (now version ${refusal.currentVersion})`;
    default: // "Refused", and whatever is added to these
      return said;
  }
}

// Send it twice with the same key, and it is done once.
export async function propose(endpoint: string, token: string, input: ProposeTransfer): Promise<string> {
  const keyed = { ...input, idempotencyKey: input.idempotencyKey ?? crypto.randomUUID() };
  const { proposeTransfer: done }: ProposeTransferMutation = await ask(
    endpoint,
    ProposeTransferDocument,
    { input: keyed },
    token,
  );
  if (done.__typename !== "Transfer") throw new Error(explain(done));
  return `${done.id} is ${done.status}, version ${done.version}`;
}

export async function* powersOf(endpoint: string, code: string): AsyncGenerator<string> {
  let after: string | null | undefined = null;
  do {
    const { township }: PowerListQuery = await ask(endpoint, PowerListDocument, { code, first: 50, after });
    if (!township) return;
    for (const { node } of township.powers.edges) yield `${node.item.name}: ${node.mode}`;
    after = township.powers.pageInfo.hasNextPage ? township.powers.pageInfo.endCursor : null;
  } while (after);
}

// Read, change, and say which version was read: whoever changed it in between is not overwritten.
export async function rename(endpoint: string, token: string, item: { id: string; version: number }, name: string) {
  const input = { item: item.id, expectedVersion: item.version, name, reason: "更名" };
  const { amendItem } = await ask(endpoint, AmendItemDocument, { input }, token);
  return amendItem.__typename === "Item" ? amendItem.name : explain(amendItem);
}
