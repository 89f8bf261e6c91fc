// SPDX-License-Identifier: GPL-3.0-or-later
// usage: oidc_provider.mjs REDIRECT_URI...  (one of http://localhost stands for every port)
// A real identity provider (oidc-provider, from web/node_modules) on a free port of this machine, for tests. Prints its
// issuer; ends when its standard input does. Nobody types a password: whoever POST /test/who names is logged in next,
// "deny" says no. The address of NAME is NAME@example.org; it counts as verified unless NAME begins with "unverified".
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { generateKeyPairSync } from 'node:crypto';
import { pathToFileURL } from 'node:url';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));

const SECRET = 'a secret with: signs + & = % that are escaped';
let who = 'ada';

function key(kid, type, options) {
  return { ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), kid, use: 'sig' };
}

function client(client_id, method, alg) {
  return {
    client_id,
    ...(method === 'none' ? {} : { client_secret: SECRET }),
    redirect_uris: process.argv.slice(2),
    application_type: process.argv[2].startsWith('http://localhost/') ? 'native' : 'web',
    token_endpoint_auth_method: method,
    id_token_signed_response_alg: alg,
  };
}

const configuration = {
  clients: [
    client('basic', 'client_secret_basic', 'RS256'),
    client('post', 'client_secret_post', 'ES256'),
    client('public', 'none', 'EdDSA'),
  ],
  jwks: {
    keys: [
      key('one', 'rsa', { modulusLength: 2048 }), key('two', 'ec', { namedCurve: 'P-256' }), key('three', 'ed25519'),
    ],
  },
  enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'EdDSA'] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  cookies: { keys: ['for tests'] },
  features: { devInteractions: { enabled: false } },
  pkce: { required: () => true, methods: ['S256'] },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 60, Grant: 60, Session: 60 },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id, email: `${id}@example.org`, email_verified: !id.startsWith('unverified'), name: `The real ${id}`,
    }),
  }),
};

/** Answers what the provider asks a person, as if one had. */
async function interact(provider, request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  let result;
  if (who === 'deny') {
    result = { error: 'access_denied', error_description: 'The person said no.' };
  } else if (prompt.name === 'login') {
    result = { login: { accountId: who, remember: false } };
  } else {
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope('openid email profile');
    result = { consent: { grantId: await grant.save() } };
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: who !== 'deny' });
}

async function text(request) {
  let read = '';
  for await (const piece of request) {
    read += piece;
  }
  return read;
}

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration);
  const callback = provider.callback();
  server.on('request', async (request, response) => {
    if (request.url === '/test/who') {
      who = await text(request);
      response.end();
    } else if (request.url.startsWith('/interaction/')) {
      await interact(provider, request, response);
    } else {
      callback(request, response);
    }
  });
  console.log(JSON.stringify({ issuer, secret: SECRET }));
});
process.stdin.resume().on('end', () => process.exit(0));
