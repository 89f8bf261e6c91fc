// SPDX-License-Identifier: GPL-3.0-or-later
// Passkeys: between the server's JSON and what the browser does with bytes (Web Authentication, level 3, section 5.1).
import { Told } from './api/problem';
import type {
  AuthenticationJson,
  CreationOptionsJson,
  DescriptorJson,
  RegistrationJson,
  RequestOptionsJson,
} from './api/security-types';
import { fromBase64url, toBase64url } from './base64url';

/** Browsers keep passkeys for names that are opened by https, and for this very machine. */
export function havePasskeys(): boolean {
  const isNumber = /^(\[.*\]|[\d.]+)$/.test(location.hostname);
  return isSecureContext && !isNumber && 'PublicKeyCredential' in globalThis;
}

/** Whether the browser offers passkeys where an address is typed. */
export async function offersPasskeys(): Promise<boolean> {
  if (!havePasskeys() || !PublicKeyCredential.isConditionalMediationAvailable) return false;
  return PublicKeyCredential.isConditionalMediationAvailable();
}

function descriptors(list: DescriptorJson[] = []): PublicKeyCredentialDescriptor[] {
  return list.map((one) => ({ ...one, id: fromBase64url(one.id) }));
}

/** What the browser says against it, in a word that has a sentence. */
function told(error: unknown): unknown {
  if (!(error instanceof DOMException)) return error;
  if (error.name === 'InvalidStateError') return new Told('problem.passkey_known');
  return error.name === 'NotAllowedError' ? new Told('problem.passkey_refused') : error;
}

async function ask(question: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await question();
    if (credential) return credential as PublicKeyCredential;
  } catch (error) {
    throw told(error);
  }
  throw new Told('problem.passkey_refused');
}

const parts = ({ id, rawId, type }: PublicKeyCredential) => ({
  id,
  rawId: toBase64url(rawId),
  type,
  clientExtensionResults: {},
});

/** Lets the person make a passkey. */
export async function createPasskey(options: CreationOptionsJson): Promise<RegistrationJson> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    ...options,
    challenge: fromBase64url(options.challenge),
    user: { ...options.user, id: fromBase64url(options.user.id) },
    excludeCredentials: descriptors(options.excludeCredentials),
  };
  const made = await ask(() => navigator.credentials.create({ publicKey }));
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    ...parts(made),
    response: {
      clientDataJSON: toBase64url(response.clientDataJSON),
      attestationObject: toBase64url(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

export interface Asking {
  /** In the field for the address, instead of a window of the browser's. */
  conditional?: boolean;
  signal?: AbortSignal;
}

/** Lets the person show a passkey. */
export async function getPasskey(
  options: RequestOptionsJson,
  { conditional = false, signal }: Asking = {},
): Promise<AuthenticationJson> {
  const request: CredentialRequestOptions = {
    publicKey: {
      ...options,
      challenge: fromBase64url(options.challenge),
      allowCredentials: descriptors(options.allowCredentials),
    },
    mediation: conditional ? 'conditional' : 'optional',
    ...(signal ? { signal } : {}),
  };
  const shown = await ask(() => navigator.credentials.get(request));
  const response = shown.response as AuthenticatorAssertionResponse;
  return {
    ...parts(shown),
    response: {
      clientDataJSON: toBase64url(response.clientDataJSON),
      authenticatorData: toBase64url(response.authenticatorData),
      signature: toBase64url(response.signature),
      userHandle: response.userHandle ? toBase64url(response.userHandle) : null,
    },
  };
}
