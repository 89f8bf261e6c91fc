// SPDX-License-Identifier: GPL-3.0-or-later
// What guards an account: proofs, second factors, passkeys, sessions, keys, other providers.
import { request, requestJson } from './http';
import type {
  ApiKey,
  AuthenticationJson,
  CreationOptionsJson,
  OidcLink,
  Passkey,
  Proof,
  RegistrationJson,
  RequestOptionsJson,
  Scope,
  Session,
  TotpSetup,
  TwoFactor,
  WithCodes,
} from './security-types';
import type { Listing, Method, Tokens } from './types';
import { withQuery } from './query';

const anonymous = true;

export async function prove(proof: Proof): Promise<void> {
  await request('POST', '/auth/proof', { json: proof });
}

/** For who has no password, or does not know it. */
export async function mailProofCode(): Promise<void> {
  await request('POST', '/auth/two-factor/email/code', { json: {} });
}

export function proofOptions(): Promise<RequestOptionsJson> {
  return requestJson('POST', '/auth/passkeys/proof-options', { json: {} });
}

// ---- the second step of a log-in ----

export function answerChallenge(challenge: string, code: string, method: Method): Promise<Tokens> {
  return requestJson('POST', '/auth/token/two-factor', {
    anonymous,
    json: { challenge, code, method },
  });
}

export function answerWithPasskey(challenge: string, passkey: AuthenticationJson): Promise<Tokens> {
  return requestJson('POST', '/auth/token/two-factor', { anonymous, json: { challenge, passkey } });
}

export async function resendCode(challenge: string): Promise<void> {
  await request('POST', '/auth/token/two-factor/resend', { anonymous, json: { challenge } });
}

export function challengeOptions(challenge: string): Promise<RequestOptionsJson> {
  return requestJson('POST', '/auth/token/two-factor/passkey-options', {
    anonymous,
    json: { challenge },
  });
}

// ---- passkeys ----

export interface PasskeyLogIn {
  challenge_id: string;
  publicKey: RequestOptionsJson;
}

export function passkeyLogInOptions(): Promise<PasskeyLogIn> {
  return requestJson('POST', '/auth/passkeys/login/options', { anonymous, json: {} });
}

export function passkeyLogIn(challenge_id: string, credential: AuthenticationJson): Promise<Tokens> {
  return requestJson('POST', '/auth/passkeys/login', {
    anonymous,
    json: { challenge_id, credential },
  });
}

export function passkeyOptions(): Promise<CreationOptionsJson> {
  return requestJson('POST', '/auth/passkeys/options', { json: {} });
}

export function addPasskey(
  name: string,
  credential: RegistrationJson,
): Promise<Passkey & WithCodes> {
  return requestJson('POST', '/auth/passkeys', { json: { name, credential } });
}

export async function renamePasskey(id: string, name: string): Promise<void> {
  await request('PATCH', `/auth/passkeys/${id}`, { json: { name } });
}

export async function dropPasskey(id: string): Promise<void> {
  await request('DELETE', `/auth/passkeys/${id}`);
}

// ---- second factors ----

export function getTwoFactor(): Promise<TwoFactor> {
  return requestJson('GET', '/auth/two-factor');
}

export function setEmailCodes(on: boolean): Promise<TwoFactor & WithCodes> {
  return requestJson('POST', `/auth/two-factor/email/${on ? 'enable' : 'disable'}`, { json: {} });
}

export function setUpTotp(): Promise<TotpSetup> {
  return requestJson('POST', '/auth/two-factor/totp/setup', { json: {} });
}

export async function enableTotp(code: string): Promise<string[]> {
  const answer = await requestJson<{ recovery_codes: string[] }>(
    'POST',
    '/auth/two-factor/totp/enable',
    { json: { code } },
  );
  return answer.recovery_codes;
}

export async function disableTotp(): Promise<void> {
  await request('POST', '/auth/two-factor/totp/disable', { json: {} });
}

export async function newRecoveryCodes(): Promise<string[]> {
  const answer = await requestJson<{ recovery_codes: string[] }>(
    'POST',
    '/auth/two-factor/recovery-codes',
    { json: {} },
  );
  return answer.recovery_codes;
}

// ---- where the account is in use ----

export function listSessions(cursor: string | null): Promise<Listing<Session>> {
  return requestJson('GET', withQuery('/auth/sessions', { cursor }));
}

export async function endSession(id: string): Promise<void> {
  await request('DELETE', `/auth/sessions/${id}`);
}

export async function endOtherSessions(): Promise<void> {
  await request('DELETE', '/auth/sessions');
}

export interface NewKey {
  name: string;
  scopes: Scope[];
  expires?: string;
}

export function listKeys(cursor: string | null): Promise<Listing<ApiKey>> {
  return requestJson('GET', withQuery('/auth/api-keys', { cursor }));
}

export function addKey(key: NewKey): Promise<ApiKey & { key: string }> {
  return requestJson('POST', '/auth/api-keys', { json: key });
}

export async function dropKey(id: string): Promise<void> {
  await request('DELETE', `/auth/api-keys/${id}`);
}

export function listLinks(): Promise<Listing<OidcLink>> {
  return requestJson('GET', '/auth/oidc/links');
}

/** Where to go to link an account of a provider; the way leads back to `next`. */
export async function addLink(provider: string, next: string): Promise<string> {
  const answer = await requestJson<{ location: string }>('POST', '/auth/oidc/links', {
    json: { provider, next },
  });
  return answer.location;
}

/** Links the identity that the way back from a provider brought a ticket for. */
export async function useLinkTicket(ticket: string): Promise<void> {
  await request('POST', '/auth/oidc/links', { json: { ticket } });
}

export async function dropLink(provider: string): Promise<void> {
  await request('DELETE', `/auth/oidc/links/${encodeURIComponent(provider)}`);
}
