// SPDX-License-Identifier: GPL-3.0-or-later
// What is told of road signs: in the order of the server, with nothing that is hardly possible, in words that people know.
import { describe, expect, it } from 'vitest';
import type { Detection, Guess, RoadSignClass, RoadSignRecord, RoadSignResult } from '../src/lib/api/types';
import { framesOf, isGuess, modelOf, shelves, sightings, splitLabel } from '../src/lib/road-signs';

const guess = (label: string, confidence: number): Guess => ({ label, name: label, confidence });
const detection = (label: string, confidence: number, more: Partial<Detection> = {}): Detection => ({
  ...guess(label, confidence),
  group: null,
  doubtful: false,
  box: [1, 2, 3, 4],
  top: [],
  ...more,
});

function record(result: RoadSignResult | null, more: Partial<RoadSignRecord> = {}): RoadSignRecord {
  return { id: '1', result, confidence: 0.9, model: null, ...more } as RoadSignRecord;
}

describe('sightings', () => {
  it('tells of a picture where each sign is, and what else it may be', () => {
    const top = [guess('no_entry', 0.2), guess('stop', 0.1), guess('give_way', 0.004)];
    const found = sightings(record({ detections: [detection('stop', 0.7, { top, doubtful: true })] }));
    expect(found).toEqual([
      {
        ...guess('stop', 0.7),
        doubtful: true,
        box: [1, 2, 3, 4],
        others: [guess('no_entry', 0.2)],
        frames: null,
      },
    ]);
  });

  it('tells of a clip what passed, with frames as people count them, and no place', () => {
    const passed = { ...guess('stop', 0.4), group: null, first_frame: 0, last_frame: 4 };
    const clip = record({ detections: [detection('stop', 0.4)], frames: 9, signs: [passed] });
    expect(framesOf(clip)).toBe(9);
    expect(sightings(clip)).toEqual([
      { ...guess('stop', 0.4), doubtful: true, box: null, others: [], frames: { first: 1, last: 5 } },
    ]);
  });

  it('has nothing to tell while there is no result', () => {
    expect(sightings(record(null))).toEqual([]);
    expect(framesOf(record(null))).toBeNull();
  });
});

describe('splitLabel', () => {
  const known = (text: string) => ['Stop', 'Double curve, first to the left'].includes(text);

  it.each([
    ['', []],
    ['Stop', ['Stop']],
    ['Stop, Double curve, first to the left', ['Stop', 'Double curve, first to the left']],
    ['Double curve, first to the left, Unheard of', ['Double curve, first to the left', 'Unheard of']],
  ])('"%s"', (label, names) => {
    expect(splitLabel(label, known)).toEqual(names);
  });
});

describe('a record', () => {
  it.each([
    ['road-signs-dd7d0609-1a2b3c4d', 'road-signs'],
    ['my-own-dd7d0609', 'my-own'],
    [null, 'road-signs'],
  ])('of the version %s was looked at by %s', (model, name) => {
    expect(modelOf({ model })).toBe(name);
  });

  it('is a guess where the surest sign is unsure', () => {
    expect(isGuess(record(null, { confidence: 0.49 }))).toBe(true);
    expect(isGuess(record(null, { confidence: 0.5 }))).toBe(false);
    expect(isGuess(record(null, { confidence: null }))).toBe(false);
  });
});

describe('shelves', () => {
  const sign = (label: string, name: string, group: string, de = name): RoadSignClass => ({
    label,
    name,
    group,
    meaning: `Meaning of ${label}.`,
    drawing: null,
    names: { de },
    meanings: {},
  });
  const classes = [
    sign('stop', 'Stop', 'priority', 'Halt'),
    sign('bend', 'Curve', 'warning', 'Kurve'),
    sign('moose', 'Moose', 'nordic', 'Elch'),
    sign('not_a_sign', 'Not a road sign', 'none'),
  ];
  const labels = (query: string) =>
    shelves(classes, query, 'de').map(({ name, signs }) => [name, ...signs.map((one) => one.label)]);

  it('stand in one order, and hold neither what is no sign nor nothing', () => {
    expect(labels('')).toEqual([
      ['sign_group.warning', 'bend'],
      ['sign_group.priority', 'stop'],
      ['sign_group.other', 'moose'],
    ]);
  });

  it.each([
    ['halt', 'stop'],
    ['STOP', 'stop'],
    ['meaning of bend', 'bend'],
  ])('"%s" finds %s', (query, label) => {
    expect(labels(query).map(([, first]) => first)).toEqual([label]);
  });

  it('find nothing where nothing fits', () => {
    expect(labels('parsnip')).toEqual([]);
  });
});
