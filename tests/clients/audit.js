// GraphQL over HTTP, as its audit suite asks: every audit must be ok, none a notice or a warning.

import { serverAudits } from 'graphql-http';

const audits = serverAudits({ url: `${process.env.ISTC_URL}/graphql`, fetchFn: fetch });
const results = await Promise.all(audits.map((audit) => audit.fn()));
const short = results.filter((result) => result.status !== 'ok');
for (const { status, id, name, reason } of short) console.log(`${status} ${id}: ${name}: ${reason}`);
console.log(`graphql-http audits: ${results.length - short.length} of ${results.length} ok`);
process.exit(short.length === 0 && results.length > 0 ? 0 : 1);
