// SPDX-License-Identifier: GPL-3.0-or-later
// Logging in by an identity provider, which stands on another site as far as the browser is concerned.
import assert from 'node:assert/strict';
import { at, expectComplaint, heading, person, test } from './support.mjs';

const START = '/api/v1/auth/oidc/sso/start?next=/ocr';

test('an identity provider leads back, and one is signed in', async () => {
  const context = await person();
  const page = await context.newPage();
  try {
    await page.goto('/login');
    expectComplaint(/asks another host: http:\/\/127\.0\.0\.1:/);
    await page.evaluate((start) => {
      localStorage.setItem('assisti.session', '1'); // as the page does that leads there
      location.href = start;
    }, START);
    await at(page, '/ocr');
    await heading(page, 'Read text');
    const cookies = Object.fromEntries((await context.cookies()).map((one) => [one.name, one]));
    const { assisti_refresh: refresh, assisti_oidc: binding } = cookies;
    assert.equal(refresh.sameSite, 'Strict');
    assert.equal(binding.sameSite, 'Lax');
    assert.ok(refresh.httpOnly && binding.httpOnly);

    await page.reload();
    await heading(page, 'Read text');
  } finally {
    await context.close();
  }
});
