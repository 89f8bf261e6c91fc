// SPDX-License-Identifier: GPL-3.0-or-later
// One holder at a time over all tabs of this origin.
//
// navigator.locks exists only in secure contexts. A household that opens http://192.168.1.20:8080 has none,
// so there a lease in localStorage does the same work: claim, wait until a rival claim would show, look again.

const LEASE_MS = 15_000;
const SETTLE_MS = 40;
const RETRY_MS = 80;

interface Lease {
  holder: string;
  until: number;
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function readLease(storage: Storage, key: string): Lease | null {
  const text = storage.getItem(key);
  if (text === null) return null;
  const [holder, until] = text.split(' ');
  return holder && until ? { holder, until: Number(until) } : null;
}

/** The lease lock itself; exported for its test. */
export async function withLease<T>(
  storage: Storage,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const key = `assisti.lock.${name}`;
  const holder = Math.random().toString(36).slice(2);
  for (;;) {
    const lease = readLease(storage, key);
    if (lease === null || lease.until < Date.now()) {
      storage.setItem(key, `${holder} ${Date.now() + LEASE_MS}`);
      await sleep(SETTLE_MS);
      if (readLease(storage, key)?.holder === holder) break;
    }
    await sleep(RETRY_MS);
  }
  try {
    return await work();
  } finally {
    if (readLease(storage, key)?.holder === holder) storage.removeItem(key);
  }
}

/** Runs `work` while no other tab runs work under the same name. */
export function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request(`assisti.${name}`, work) as Promise<T>;
  return withLease(localStorage, name, work);
}
