// SPDX-License-Identifier: GPL-3.0-or-later

export interface Query {
  limit?: number;
  cursor?: string | null;
  q?: string;
  model?: string;
}

/** A list's address. */
export function withQuery(path: string, query: Query): string {
  const params = new URLSearchParams();
  if (query.limit) params.set('limit', String(query.limit));
  if (query.cursor) params.set('cursor', query.cursor);
  if (query.q) params.set('q', query.q);
  if (query.model) params.set('model', query.model);
  const text = params.toString();
  return text === '' ? path : `${path}?${text}`;
}
