// SPDX-License-Identifier: GPL-3.0-or-later
// What only staff may see.
import { requestJson } from './http';
import { withQuery, type Query } from './query';
import type { Listing, Mail } from './types';

export function listMail(query: Query): Promise<Listing<Mail>> {
  return requestJson('GET', withQuery('/admin/mail', query));
}
