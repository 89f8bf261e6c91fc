// SPDX-License-Identifier: GPL-3.0-or-later
// The server itself, accounts and the signed-in person.
import { request, requestJson } from './http';
import type { Profile, Site, User } from './types';

const anonymous = true;

export function getSite(): Promise<Site> {
  return requestJson('GET', '/site', { anonymous });
}

export interface SetupForm {
  code: string;
  email: string;
  password: string;
  name?: string;
}

export function setUp(form: SetupForm): Promise<User> {
  return requestJson('POST', '/setup', { anonymous, json: form });
}

export function register(email: string, password: string, name: string): Promise<User> {
  const json = name === '' ? { email, password } : { email, password, name };
  return requestJson('POST', '/auth/register', { anonymous, json });
}

export async function verifyEmail(proof: { email: string; code: string } | { token: string }) {
  await request('POST', '/auth/verify-email', { anonymous, json: proof });
}

export async function resendVerification(email: string): Promise<void> {
  await request('POST', '/auth/resend-verification', { anonymous, json: { email } });
}

/** The answer's refresh token is left unread: this application relies on the cookie. */
export function logIn(email: string, password: string): Promise<{ access: string; user: User }> {
  return requestJson('POST', '/auth/token', { anonymous, json: { email, password } });
}

export async function logOut(): Promise<void> {
  await request('POST', '/auth/logout', { json: {} });
}

export function getMe(): Promise<User> {
  return requestJson('GET', '/me');
}

export function patchMe(change: { name?: string; username?: string }): Promise<User> {
  return requestJson('PATCH', '/me', { json: change });
}

export function getProfile(): Promise<Profile> {
  return requestJson('GET', '/me/profile');
}

export function patchProfile(change: { name?: string; bio?: string }): Promise<Profile> {
  return requestJson('PATCH', '/me/profile', { json: change });
}
