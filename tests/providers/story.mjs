// Signs in by oidc-provider: discovery, tokens of every accepted algorithm, claims called otherwise, rotation without a
// restart. The provider and the service live as long as this.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';
import { Provider } from 'oidc-provider';

const AUDIENCE = 'https://data.istc.example';
const CLIENT = { client_id: 'ministry', client_secret: 'a secret of the ministry' };
const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];
// The service reads keys once in 30 seconds at most, so a new key is found after that, by its own clock.
const PATIENCE = 60_000;

// A key of each kind, named after this generation.
function keys(generation) {
  const pairs = {
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    EdDSA: generateKeyPairSync('ed25519'),
  };
  return ALGORITHMS.map((alg) => ({
    ...pairs[alg].privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: `${generation}-${alg}`,
  }));
}

// A provider that issues JWTs for each resource, `<audience>/<algorithm>`, signed with that algorithm.
function provider(issuer, generation) {
  return new Provider(issuer, {
    clients: [{
      ...CLIENT, grant_types: ['client_credentials'], redirect_uris: [], response_types: [],
      scope: 'funding results',
    }],
    jwks: { keys: keys(generation) },
    scopes: ['funding', 'results'],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => ({
          scope: 'funding results', audience: AUDIENCE, accessTokenTTL: 600, accessTokenFormat: 'jwt',
          jwt: { sign: { alg: resource.slice(AUDIENCE.length + 1) } },
        }),
      },
    },
    extraTokenClaims: () => ({ 'https://istc.int/role': 'party', 'https://istc.int/party': 'JP' }),
  });
}

async function token(issuer, alg) {
  const known = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();
  const answer = await fetch(known.token_endpoint, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`${CLIENT.client_id}:${encodeURIComponent(CLIENT.client_secret)}`)}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({
      grant_type: 'client_credentials', resource: `${AUDIENCE}/${alg}`, scope: 'funding results',
    }),
  });
  const body = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(body));
  const header = JSON.parse(Buffer.from(body.access_token.split('.')[0], 'base64url'));
  assert.equal(header.alg, alg);
  return body.access_token;
}

async function ask(service, token) {
  const answer = await fetch(`${service}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`, 'content-type': 'application/json',
      accept: 'application/graphql-response+json',
    },
    body: JSON.stringify({ query: '{ viewer { kind party { code } scopes } contributions { totalCount } }' }),
  });
  return { status: answer.status, body: await answer.json() };
}

async function lets_in(service, token, what) {
  const { status, body } = await ask(service, token);
  assert.equal(status, 200, `${what}: ${JSON.stringify(body)}`);
  assert.deepEqual(body.data.viewer, { kind: 'PARTY', party: { code: 'JP' }, scopes: ['CARD', 'FUNDING', 'RESULTS'] });
  assert.equal(body.data.contributions.totalCount, 5);
  console.log(`tests/providers: ok, ${what}`);
}

async function refuses(service, token, what) {
  const { status, body } = await ask(service, token);
  assert.equal(status, 401, `${what}: ${JSON.stringify(body)}`);
  console.log(`tests/providers: ok, ${what}`);
}

const folder = mkdtempSync(join(tmpdir(), 'istc-providers-'));
let handle;
const server = createServer((request, response) => handle(request, response));
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const issuer = `http://127.0.0.1:${server.address().port}`;
handle = provider(issuer, 'first').callback();

const istc = spawn(process.argv[2], ['serve', '--bind', '127.0.0.1:0', '--data-dir', join(folder, 'data')], {
  cwd: folder,
  env: {
    ISTC_ISSUER: issuer, ISTC_AUDIENCE: AUDIENCE, ISTC_ISSUER_NBF: 'off',
    ISTC_ISSUER_CLAIMS: 'role=https://istc.int/role,party=https://istc.int/party',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const line = await new Promise((done, fail) => {
    createInterface({ input: istc.stdout }).once('line', done);
    istc.once('exit', (code) => fail(new Error(`the service ended with ${code}`)));
  });
  const service = line.replace('listening on ', '');

  const first = {};
  for (const alg of ALGORITHMS) {
    first[alg] = await token(issuer, alg);
    await lets_in(service, first[alg], `a token of ${alg}, its key discovered`);
  }
  const [head, said, signature] = first.ES256.split('.');
  const other = Buffer.from(said, 'base64url').toString().replace('"JP"', '"US"');
  assert.ok(other.includes('"US"'));
  const forged = `${head}.${Buffer.from(other).toString('base64url')}.${signature}`;
  await refuses(service, forged, 'a token that was changed');

  // The provider has other keys from now on, and the service is not told.
  handle = provider(issuer, 'second').callback();
  const second = await token(issuer, 'ES256');
  const begun = Date.now();
  while ((await ask(service, second)).status === 401 && Date.now() - begun < PATIENCE) await after(500);
  await lets_in(service, second, `a token of a new key, after ${Math.round((Date.now() - begun) / 1000)} s`);
  for (const alg of ALGORITHMS) await refuses(service, first[alg], `a token of ${alg}, its key retired`);
} finally {
  istc.kill();
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
}
