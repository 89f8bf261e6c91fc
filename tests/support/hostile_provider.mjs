// SPDX-License-Identifier: GPL-3.0-or-later
// usage: hostile_provider.mjs
// An identity provider that says yes at once and then does not keep to the rules, for tests. Prints its issuer and its
// clients' secret; ends when its standard input does. POST /test/mode {"claims","header","sign","answer",...} says what
// is wrong from now on (see below); {} is an honest provider. GET /test/log tells what was asked of it.
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { createServer } from 'node:http';

const SECRET = 'hostile';
const HASHES = { RS256: 'sha256', ES256: 'sha256', EdDSA: null };
let mode = {};
let log = [];
const codes = new Map();

const pair = (type, options) => generateKeyPairSync(type, options);
const pairs = {
  RS256: pair('rsa', { modulusLength: 2048 }),
  ES256: pair('ec', { namedCurve: 'P-256' }),
  EdDSA: pair('ed25519'),
};
const stranger = pair('rsa', { modulusLength: 2048 });
const short = pair('rsa', { modulusLength: 1024 });
let rotated = null;

const base64 = (value) => Buffer.from(value).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);

function keys() {
  const list = Object.entries(pairs).map(([kid, { publicKey }]) => ({ ...publicKey.export({ format: 'jwk' }), kid }));
  if (rotated) {
    list.push({ ...rotated.publicKey.export({ format: 'jwk' }), kid: 'rotated', use: 'sig' });
  }
  list.push({ ...short.publicKey.export({ format: 'jwk' }), kid: 'short' });
  return { keys: [...list, { kty: 'oct', kid: 'oct', k: base64('shared') }, { kty: 'new' }] };
}

/** mode.sign: stranger, short, rotated, none, hmac, cut; anything else is honest. */
function signature(alg, input) {
  switch (mode.sign) {
    case 'none': return '';
    case 'hmac': return createHmac('sha256', SECRET).update(input).digest('base64url');
    case 'hmac-with-public-key':
      return createHmac('sha256', pairs.RS256.publicKey.export({ type: 'spki', format: 'pem' })).update(input)
        .digest('base64url');
    default: {
      const { privateKey } = { stranger, short, rotated }[mode.sign] ?? pairs[alg];
      const made = sign(HASHES[alg], Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      return (mode.sign === 'cut' ? made.subarray(1) : made).toString('base64url');
    }
  }
}

/** mode.alg, mode.header and mode.claims change an ID token; a claim that is null goes, numbers of times are relative. */
function idToken(nonce, accessToken) {
  const alg = mode.alg ?? 'RS256';
  const claims = {
    iss: issuer, sub: 'somebody', aud: 'hostile', nonce, exp: 300, iat: 0,
    at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
    email: 'victim@example.org', email_verified: true, ...mode.claims,
  };
  for (const name of ['exp', 'iat', 'nbf']) {
    claims[name] = typeof claims[name] === 'number' ? now() + claims[name] : claims[name];
  }
  if (alg === 'EdDSA') {
    delete claims.at_hash;
  }
  const header = { alg, kid: alg, ...mode.header };
  const kept = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
  const input = `${base64(JSON.stringify(header))}.${base64(JSON.stringify(kept))}`;
  const token = `${input}.${signature(alg, input)}`;
  return mode.swap ? token.replace(/\.[^.]+\./, `.${base64(JSON.stringify({ ...kept, sub: 'another' }))}.`) : token;
}

const json = (response, status, value, headers = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));

/** mode.answer: what the token endpoint does in place of an answer. */
function answerBadly(response) {
  switch (mode.answer) {
    case 'html': return response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>');
    case 'error': return json(response, 400, { error: 'invalid_grant' });
    case 'words': return json(response, 400, { error: 'evil\nlevel=error event=forged' });
    case 'broken': return response.destroy();
    case 'huge': return json(response, 200, { id_token: 'x'.repeat(200_000) });
    case 'silent': return undefined;
    case 'endless': {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write('{"a":'.repeat(10_000)), 5);
      return response.on('close', () => clearInterval(timer));
    }
    case 'redirect': return response.writeHead(307, { location: `${issuer}/token2` }).end();
    case 'bare': return json(response, 200, { access_token: 'x', token_type: 'Bearer' });
    case 'deep': return response.writeHead(200).end('['.repeat(30_000));
    default: return json(response, 200, { id_token: mode.answer, access_token: 'x', token_type: 'Bearer' });
  }
}

function answerToken(response, form) {
  const known = codes.get(form.get('code'));
  codes.delete(form.get('code'));
  const verifier = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
  if (!known || known.challenge !== verifier || known.redirect !== form.get('redirect_uri')) {
    return json(response, 400, { error: 'invalid_grant' });
  }
  const access_token = randomBytes(16).toString('base64url');
  return json(response, 200, { id_token: idToken(known.nonce, access_token), access_token, token_type: 'bearer' });
}

function authorize(response, query) {
  const code = randomBytes(16).toString('base64url');
  codes.set(code, {
    nonce: query.get('nonce'), challenge: query.get('code_challenge'), redirect: query.get('redirect_uri'),
  });
  const back = new URL(query.get('redirect_uri'));
  const answer = { code, state: query.get('state'), iss: issuer, ...mode.back };
  for (const [name, value] of Object.entries(answer).filter(([, given]) => given !== null)) {
    back.searchParams.set(name, value);
  }
  response.writeHead(302, { location: back.href }).end();
}

const discovery = () => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize?tenant=a%20b`,
  token_endpoint: `${issuer}/token`,
  userinfo_endpoint: `${issuer}/userinfo`,
  jwks_uri: `${issuer}/keys`,
  response_types_supported: ['code'],
  code_challenge_methods_supported: ['plain', 'S256'],
  ...mode.discovery,
});

async function text(request) {
  let read = '';
  for await (const piece of request) {
    read += piece;
  }
  return read;
}

async function handle(request, response) {
  const url = new URL(request.url, issuer);
  const body = await text(request);
  if (url.pathname === '/test/mode') {
    mode = JSON.parse(body);
    rotated = mode.sign === 'rotated' ? pair('rsa', { modulusLength: 2048 }) : null;
    log = [];
    return response.end();
  }
  if (url.pathname === '/test/log') {
    return json(response, 200, log);
  }
  log.push(`${request.method} ${url.pathname}`);
  switch (url.pathname) {
    case '/.well-known/openid-configuration': return json(response, 200, discovery());
    case '/keys': return json(response, 200, mode.keys ?? keys());
    case '/authorize': return authorize(response, url.searchParams);
    case '/token': return mode.answer ? answerBadly(response) : answerToken(response, new URLSearchParams(body));
    case '/userinfo': return json(response, 200, { sub: 'somebody', ...mode.userinfo });
    default: return json(response, 404, {});
  }
}

let issuer;
const server = createServer((request, response) => handle(request, response));
server.listen(0, '127.0.0.1', () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  console.log(JSON.stringify({ issuer, secret: SECRET }));
});
process.stdin.resume().on('end', () => process.exit(0));
