// Puts the audits of graphql-http to the server at the URL given, and prints one line for each.
import { auditServer } from 'graphql-http';

for (const { id, name, status, reason } of await auditServer({ url: process.argv[2] })) {
  console.log([status, id, name, ...(reason ? [reason] : [])].join('\t'));
}
