// SPDX-License-Identifier: GPL-3.0-or-later
// The shapes of the HTTP contract that this application reads and writes.

export interface Site {
  name: string;
  version: string;
  setup_needed: boolean;
  /** Who may make an account. */
  registration: 'open' | 'closed' | 'invitation';
  mail: 'smtp' | 'outbox';
  max_upload_bytes: number;
  /** Whom else one may log in with. */
  oidc?: OidcProvider[];
  /** Whether one may log in with a passkey alone. */
  passkeys?: boolean;
}

export interface OidcProvider {
  name: string;
  title: string;
}

export interface User {
  id: string;
  email: string;
  username: string;
  name: string;
  date_joined: string;
  is_active: boolean;
  is_verified: boolean;
  is_staff: boolean;
  two_factor_enabled: boolean;
  /** As the world dials it, "+49301234567"; empty or null where there is none. */
  phone: string | null;
}

/** What somebody gets who is logged in. */
export interface Tokens {
  access: string;
  user: User;
}

const METHODS = ['email', 'totp', 'recovery', 'passkey'] as const;
export type Method = (typeof METHODS)[number];

export function isMethod(word: string): word is Method {
  return (METHODS as readonly string[]).includes(word);
}

/** What comes instead where the password alone is not enough. */
export interface Challenge {
  two_factor_required: true;
  challenge: string;
  methods: Method[];
}

export interface Profile {
  id: string;
  owner: string;
  name: string;
  email: string;
  username: string;
  bio: string;
  /** The address of the picture. */
  avatar?: string | null;
  created: string;
}

export interface Listing<T> {
  results: T[];
  next: string | null;
}

/** RFC 9457, with the two members that Assisti adds: `code` and `errors`. */
export interface Problem {
  title: string;
  status: number;
  detail?: string;
  code?: string;
  errors?: Record<string, string[]>;
}

export interface Language {
  code: string;
  name: string;
}

export type Box = [x1: number, y1: number, x2: number, y2: number];

export interface Word {
  text: string;
  /** 0 to 1. */
  confidence: number;
  /** Pixels of the upright page. */
  box: Box;
  line: number;
  block: number;
  /** Counted from 1. */
  page: number;
}

export interface Page {
  width: number;
  height: number;
  rotation: number;
}

export interface OcrResult {
  words: Word[];
  pages: Page[];
}

export type Status = 'queued' | 'running' | 'done' | 'failed';

/** What every image application keeps of a picture. */
export interface ImageRecord<Result = unknown> {
  id: string;
  title: string;
  image: { width: number | null; height: number | null; bytes: number; type: string };
  label: string | null;
  created: string;
  updated: string;
  status: Status;
  /** 0 to 1, once it is done. */
  confidence: number | null;
  result: Result | null;
  /** The version of what has worked on it. */
  model: string | null;
  elapsed_ms: number | null;
  error: Problem | null;
}

export type OcrRecord = ImageRecord<OcrResult>;

/** A word of the server for what it is doing; new ones may come. */
export interface Progressed {
  stage: string;
  page: number;
  pages: number;
  permille: number;
}

export type ImageEvent<R extends ImageRecord> =
  | { name: 'status'; status: Status; queue_position?: number }
  | ({ name: 'progress' } & Progressed)
  | { name: 'done'; record: R };

export type ResultFormat = 'txt' | 'pdf' | 'json' | 'hocr' | 'tsv';

export interface Mail {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  created: string;
}

/** A name with how likely it is. */
export interface Guess {
  /** The name of the class in programs. */
  label: string;
  name: string;
  /** 0 to 1. */
  confidence: number;
}

export interface AnimalResult {
  /** The likeliest first, five at most. */
  top: Guess[];
  group: Guess | null;
  doubtful: boolean;
  looks: number;
  /** What a person has said of this picture or of one like it. */
  corrected?: { by: string; similarity: number; was: Guess };
  /** The name of the person's own classifier that answered. */
  classifier?: string;
}

export type AnimalRecord = ImageRecord<AnimalResult>;

export interface AnimalClass {
  label: string;
  name: string;
  plural: string;
  group: string;
  taxon: string;
  /** In the other languages of the application, by their tags. */
  names: Partial<Record<string, string>>;
}

export interface Model {
  name: string;
  title: string;
  kind: string;
  ok: boolean;
  reason: string | null;
}

/** One of the classes, or words of one's own. */
export type CorrectionWord = { label: string } | { name: string };

export interface Correction {
  /** Of the picture. */
  id: string;
  title: string;
  /** Empty where it was said in words of one's own. */
  label: string;
  name: string;
  was: Pick<Guess, 'label' | 'name'> | null;
  created: string;
  /** Of another version of the model, until its picture is looked at again. */
  stale: boolean;
}

export interface ClassifierClass {
  name: string;
  examples: number;
}

export interface Classifier {
  id: string;
  name: string;
  status: 'collecting' | 'training' | 'ready' | 'failed';
  /** Measured on examples that were kept back, 0 to 1. */
  accuracy: number | null;
  /** It may be used, perhaps as it was before it learns anew. */
  usable: boolean;
  /** Learned for another version of the model, until it has learned again. */
  stale: boolean;
  classes: ClassifierClass[];
  error: Problem | null;
}

export interface Example {
  id: string;
  class: string;
  status: 'queued' | 'done' | 'failed';
  error: Problem | null;
}

export interface Detection extends Guess {
  /** What kind of sign it is. */
  group: string | null;
  doubtful: boolean;
  /** Pixels of the upright picture. */
  box: Box;
  /** What else it may be, three at most. */
  top: Guess[];
}

/** A sign that passed in a clip. */
export interface PassedSign extends Guess {
  group: string | null;
  /** Counted from 0. */
  first_frame: number;
  last_frame: number;
}

export interface RoadSignResult {
  /** The surest first; of a clip, those of its first frame. */
  detections: Detection[];
  /** Of a clip: how many frames it has, and what passed. */
  frames?: number;
  signs?: PassedSign[];
}

export type RoadSignRecord = ImageRecord<RoadSignResult>;

export interface RoadSignClass {
  label: string;
  name: string;
  group: string;
  meaning: string;
  /** The address of its drawing. */
  drawing: string | null;
  /** In the other languages of the application, by their tags. */
  names: Partial<Record<string, string>>;
  meanings: Partial<Record<string, string>>;
}
