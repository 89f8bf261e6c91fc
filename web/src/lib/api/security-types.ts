// SPDX-License-Identifier: GPL-3.0-or-later
// The shapes of what guards an account.

export interface Session {
  id: string;
  /** "Firefox on Linux", as far as the server can tell. */
  device: string;
  address: string;
  created: string;
  last_used: string;
  current: boolean;
}

export type Scope = 'read' | 'write';

export interface ApiKey {
  id: string;
  name: string;
  scopes: Scope[];
  /** How it begins. */
  prefix: string;
  created: string;
  last_used: string | null;
  expires: string | null;
}

export interface Passkey {
  id: string;
  name: string;
  created: string;
  last_used: string | null;
}

export interface TwoFactor {
  email: boolean;
  totp: boolean;
  recovery_codes_left: number;
  passkeys: Passkey[];
  /** Browsers take passkeys at the address by which the server is opened. */
  passkeys_possible?: boolean;
  /** The account has to have one. */
  required: boolean;
}

/** What a change answers that brings the first factor: codes that are shown this once. */
export interface WithCodes {
  recovery_codes?: string[];
}

export interface TotpSetup {
  secret: string;
  otpauth_uri: string;
  qr_svg: string;
}

export interface OidcLink {
  provider: string;
  title: string;
  email: string;
  created: string;
}

/** Staff have looked at something of one's own. */
export interface Access {
  id: string;
  when: string;
  who: string;
  what: { resource: string; id: string; title: string };
  reason: string;
}

/** What proves that the person is there. */
export type Proof =
  | { password: string }
  | { code: string; method: 'totp' | 'email' }
  | { passkey: AuthenticationJson };

/** WebAuthn's own JSON forms, as far as they are read here; byte strings are base64url. */
export interface CreationOptionsJson {
  rp: PublicKeyCredentialRpEntity;
  user: { id: string; name: string; displayName: string };
  challenge: string;
  pubKeyCredParams: PublicKeyCredentialParameters[];
  timeout?: number;
  excludeCredentials?: DescriptorJson[];
  authenticatorSelection?: AuthenticatorSelectionCriteria;
  attestation?: AttestationConveyancePreference;
}

export interface RequestOptionsJson {
  challenge: string;
  timeout?: number;
  rpId?: string;
  allowCredentials?: DescriptorJson[];
  userVerification?: UserVerificationRequirement;
}

export interface DescriptorJson {
  id: string;
  type: 'public-key';
  transports?: AuthenticatorTransport[];
}

export interface RegistrationJson {
  id: string;
  rawId: string;
  type: string;
  response: { clientDataJSON: string; attestationObject: string; transports: string[] };
  clientExtensionResults: object;
}

export interface AuthenticationJson {
  id: string;
  rawId: string;
  type: string;
  response: {
    clientDataJSON: string;
    authenticatorData: string;
    signature: string;
    userHandle: string | null;
  };
  clientExtensionResults: object;
}
