// SPDX-License-Identifier: GPL-3.0-or-later
// The server itself, accounts and the signed-in person.
import { request, requestJson, uploadForm } from './http';
import { withQuery } from './query';
import type { Access } from './security-types';
import type { Challenge, Listing, Profile, Site, Tokens, User } from './types';

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

export interface Registration {
  email: string;
  password: string;
  name?: string;
  /** Where only the invited may make an account. */
  invitation?: string;
}

export function register(json: Registration): Promise<User> {
  return requestJson('POST', '/auth/register', { anonymous, json });
}

export async function verifyEmail(proof: { email: string; code: string } | { token: string }) {
  await request('POST', '/auth/verify-email', { anonymous, json: proof });
}

export async function resendVerification(email: string): Promise<void> {
  await request('POST', '/auth/resend-verification', { anonymous, json: { email } });
}

/** The answer's refresh token is left unread: this application relies on the cookie. */
export function logIn(email: string, password: string): Promise<Tokens | Challenge> {
  return requestJson('POST', '/auth/token', { anonymous, json: { email, password } });
}

export async function logOut(): Promise<void> {
  await request('POST', '/auth/logout', { json: {} });
}

export function getMe(): Promise<User> {
  return requestJson('GET', '/me');
}

export async function askForReset(email: string): Promise<void> {
  await request('POST', '/auth/password/forgot', { anonymous, json: { email } });
}

export async function resetPassword(token: string, password: string): Promise<void> {
  await request('POST', '/auth/password/reset', { anonymous, json: { token, password } });
}

export async function changePassword(old_password: string, new_password: string): Promise<void> {
  await request('POST', '/auth/password/change', { json: { old_password, new_password } });
}

export async function changeEmail(email: string): Promise<void> {
  await request('POST', '/auth/email/change', { json: { email } });
}

/** The link works in a browser where nobody is logged in, too; the code does not. */
export function confirmEmail(proof: { token: string } | { code: string }): Promise<User> {
  return requestJson('POST', '/auth/email/change/confirm', { json: proof });
}

export interface MeChange {
  name?: string;
  username?: string;
  phone?: string;
  /** The country of a telephone number that is written without one. */
  phone_region?: string;
}

export function patchMe(change: MeChange): Promise<User> {
  return requestJson('PATCH', '/me', { json: change });
}

export async function deleteMe(password: string): Promise<void> {
  await request('DELETE', '/me', { json: { password } });
}

/** Everything, as a ZIP file. */
export async function exportMe(): Promise<Blob> {
  return (await request('GET', '/me/export')).blob();
}

export function listAccesses(cursor: string | null): Promise<Listing<Access>> {
  return requestJson('GET', withQuery('/me/accesses', { cursor }));
}

/** The picture is decoded before the answer comes; where that takes too long, the profile has none yet. */
export function putAvatar(image: Blob): Promise<Profile> {
  const form = new FormData();
  form.set('image', image, 'avatar');
  return uploadForm('PUT', '/me/avatar', form);
}

export async function dropAvatar(): Promise<void> {
  await request('DELETE', '/me/avatar');
}

export function getProfile(): Promise<Profile> {
  return requestJson('GET', '/me/profile');
}

export function patchProfile(change: { name?: string; bio?: string }): Promise<Profile> {
  return requestJson('PATCH', '/me/profile', { json: change });
}
