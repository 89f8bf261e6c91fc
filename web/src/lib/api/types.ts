// SPDX-License-Identifier: GPL-3.0-or-later
// The shapes of the HTTP contract that this application reads and writes.

export interface Site {
  name: string;
  version: string;
  setup_needed: boolean;
  registration: 'open';
  mail: 'smtp' | 'outbox';
  max_upload_bytes: number;
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
}

export interface Profile {
  id: string;
  owner: string;
  name: string;
  email: string;
  username: string;
  bio: string;
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

export type OcrStatus = 'queued' | 'running' | 'done' | 'failed';

export interface OcrRecord {
  id: string;
  title: string;
  image: { width: number | null; height: number | null; bytes: number; type: string };
  label: string | null;
  created: string;
  updated: string;
  status: OcrStatus;
  /** 0 to 1, once it is done. */
  confidence: number | null;
  result: OcrResult | null;
  elapsed_ms: number | null;
  error: Problem | null;
}

export type OcrStage = 'decode' | 'layout' | 'read';

export type OcrEvent =
  | { name: 'status'; status: OcrStatus; queue_position?: number }
  | { name: 'progress'; stage: OcrStage; page: number; pages: number; permille: number }
  | { name: 'done'; record: OcrRecord };

export type ResultFormat = 'txt' | 'pdf' | 'json' | 'hocr' | 'tsv';

export interface Mail {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  created: string;
}
