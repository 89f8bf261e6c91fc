// SPDX-License-Identifier: GPL-3.0-or-later
// Server-Sent Events over fetch: EventSource cannot send an Authorization header.
import { request } from './http';
import { ApiError } from './problem';

export interface ServerEvent {
  name: string;
  data: string;
}

/** Reads the event stream format of the HTML standard, from chunks cut anywhere. */
export class EventParser {
  lastEventId = '';
  /** Set by the server's `retry:` field. */
  retryMs: number | null = null;

  #rest = '';
  #name = '';
  #data: string[] = [];
  #started = false;
  #skipLineFeed = false;

  feed(chunk: string): ServerEvent[] {
    const events: ServerEvent[] = [];
    if (!this.#started && chunk.length > 0) {
      this.#started = true;
      if (chunk.startsWith('\uFEFF')) chunk = chunk.slice(1);
    }
    if (this.#skipLineFeed && chunk.startsWith('\n')) chunk = chunk.slice(1);
    if (chunk.length > 0) this.#skipLineFeed = chunk.endsWith('\r');

    const lines = (this.#rest + chunk).split(/\r\n|\r|\n/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = this.#line(line);
      if (event) events.push(event);
    }
    return events;
  }

  #line(line: string): ServerEvent | null {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? '' : line.slice(colon + 1);
    if (value.startsWith(' ')) value = value.slice(1);
    if (field === 'event') this.#name = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.lastEventId = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
    return null;
  }

  #dispatch(): ServerEvent | null {
    const event = { name: this.#name || 'message', data: this.#data.join('\n') };
    const empty = this.#data.length === 0;
    this.#name = '';
    this.#data = [];
    return empty ? null : event;
  }
}

const FIRST_DELAY_MS = 1_000;
const LAST_DELAY_MS = 30_000;

/** 1, 2, 4 ... 30 seconds, spread by a quarter so that many browsers do not return at once. */
export function backoffMs(attempt: number, firstMs = FIRST_DELAY_MS, random = Math.random): number {
  const delay = Math.min(LAST_DELAY_MS, firstMs * 2 ** attempt);
  return Math.round(delay * (1 + random() / 4));
}

/** Waits, but no longer than until the browser is online again or the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      window.removeEventListener('online', finish);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    window.addEventListener('online', finish);
    signal.addEventListener('abort', finish);
  });
}

function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.status < 500 && error.status !== 429;
}

async function readOnce(
  path: string,
  parser: EventParser,
  onEvent: (event: ServerEvent) => boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const headers: Record<string, string> = { Accept: 'text/event-stream' };
  if (parser.lastEventId !== '') headers['Last-Event-ID'] = parser.lastEventId;
  const response = await request('GET', path, { headers, signal });
  if (response.status === 204 || response.body === null) return true;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return false;
    for (const event of parser.feed(value)) {
      if (onEvent(event)) {
        await reader.cancel();
        return true;
      }
    }
  }
}

/**
 * Follows a stream until `onEvent` answers true, the server says there is no more (204), or the signal aborts.
 * A broken connection is taken up again from the last event id, the first begins after `from`. Throws when the server
 * refuses for good.
 */
export async function followEvents(
  path: string,
  onEvent: (event: ServerEvent) => boolean,
  signal: AbortSignal,
  from = '',
): Promise<void> {
  let attempt = 0;
  let lastId = from;
  while (!signal.aborted) {
    const parser = new EventParser();
    parser.lastEventId = lastId;
    try {
      const finished = await readOnce(
        path,
        parser,
        (event) => {
          attempt = 0;
          return onEvent(event);
        },
        signal,
      );
      if (finished) return;
    } catch (error) {
      if (signal.aborted) return;
      if (isFinal(error)) throw error;
    }
    lastId = parser.lastEventId;
    await pause(backoffMs(attempt++, parser.retryMs ?? FIRST_DELAY_MS), signal);
  }
}
