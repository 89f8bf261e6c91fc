// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { changeOf, checkClasses, draftsOf, emptyDraft, going, isNeeded } from '../src/lib/classes';

const classes = [
  { name: 'Minka', examples: 5 },
  { name: 'Notice', examples: 0 },
  { name: 'Tom', examples: 1 },
];

describe('classes that are written down', () => {
  it('know what they were, whatever they are called', () => {
    const drafts = draftsOf(classes);
    drafts.push(emptyDraft(drafts), emptyDraft(drafts));
    drafts[0]!.name = ' Tom';
    drafts[2]!.name = 'Minka ';
    drafts[3]!.name = 'Rex';
    drafts.splice(1, 1);
    expect(changeOf(drafts)).toEqual({ classes: ['Tom', 'Minka', 'Rex'], were: ['Minka', 'Tom', ''] });
  });

  it('are told apart, after some have gone too', () => {
    const drafts = draftsOf(classes).slice(1);
    expect(emptyDraft(drafts).key).toBe(3);
    expect(emptyDraft([]).key).toBe(0);
  });

  it('must have names, but for new ones beyond the second', () => {
    const drafts = [...draftsOf([{ name: '' }, { name: '' }]), { key: 2, was: '', name: '' }, { key: 3, was: 'Tom', name: ' ' }];
    expect(drafts.map((_, i) => isNeeded(drafts, i))).toEqual([true, true, false, true]);
    const wrong = Object.entries(checkClasses(drafts)).filter(([, sentence]) => sentence !== null);
    expect(wrong.map(([field]) => field)).toEqual(['class_0', 'class_1', 'class_3']);
  });

  it('must differ, whatever the case', () => {
    const drafts = draftsOf([{ name: 'Minka' }, { name: 'Tom' }, { name: 'minka ' }]);
    expect(checkClasses(drafts)).toEqual({ class_0: null, class_1: null, class_2: 'classifier.twice' });
  });

  it('tell which go with their pictures', () => {
    const drafts = draftsOf(classes).slice(0, 1);
    expect(going(classes, drafts).map((one) => one.name)).toEqual(['Tom']);
  });
});
