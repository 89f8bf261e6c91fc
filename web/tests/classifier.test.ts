// SPDX-License-Identifier: GPL-3.0-or-later
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as api from '../src/lib/api/animals';
import type { Classifier, Example } from '../src/lib/api/types';
import { Workshop } from '../src/lib/classifier.svelte';

vi.mock('../src/lib/api/animals');
vi.mock('../src/lib/bin.svelte', () => ({ bin: { has: () => false } }));
afterEach(() => vi.useRealTimers());

const example = (id: string, status: Example['status']) => ({ id, class: 'Minka', status }) as Example;

describe('a workshop', () => {
  it('has an example once, also where a list was quicker than the answer to its upload', async () => {
    vi.useFakeTimers();
    const queued = example('2', 'queued');
    vi.mocked(api.examplePath).mockImplementation((classifier, id) => `/${classifier}/${id}`);
    vi.mocked(api.getClassifier).mockResolvedValue({ status: 'empty', stale: false, classes: [] } as unknown as Classifier);
    vi.mocked(api.listExamples).mockResolvedValueOnce({ results: [example('1', 'queued')], next: null });
    vi.mocked(api.listExamples).mockResolvedValue({ results: [queued, example('1', 'done')], next: null });
    let answer: (added: Example) => void = () => {};
    vi.mocked(api.addExample).mockReturnValue(new Promise((resolve) => (answer = resolve)));

    const workshop = new Workshop('c', () => {});
    await workshop.load();
    const adding = workshop.add('Minka', Object.assign(new Blob([]), { name: 'a.jpg' }) as File, {});
    await vi.advanceTimersByTimeAsync(1000);
    answer(queued);
    await adding;
    expect(workshop.examples.map((one) => one.id)).toEqual(['1', '2']);
    workshop.stop();
  });
});
