// SPDX-License-Identifier: GPL-3.0-or-later
// From figures over time to the lines of a drawing.

export interface Sample {
  /** Milliseconds since 1970. */
  at: number;
  value: number;
}

export interface Span {
  from: number;
  to: number;
}

/** The drawing is stretched to its place, so its own measure does not matter. */
export const WIDTH = 1000;
export const HEIGHT = 300;

/** The next of 1, 2, 5, 10, 20 … that is not less: what an axis ends with. */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((one) => one * power >= value) ?? 10;
  return step * power;
}

export const xOf = (at: number, { from, to }: Span): number => ((at - from) / (to - from)) * WIDTH;

export const yOf = (value: number, top: number): number => HEIGHT - (value / top) * HEIGHT;

/** The samples in pieces: where the server was not there, no line pretends that it was. */
export function pieces(samples: readonly Sample[], gapMs: number): Sample[][] {
  const out: Sample[][] = [];
  let last: Sample | undefined;
  for (const sample of samples) {
    if (last && sample.at - last.at <= gapMs) out.at(-1)?.push(sample);
    else out.push([sample]);
    last = sample;
  }
  return out;
}

/** A line through the samples; one that stands alone is a dot. */
export function linePath(samples: readonly Sample[], span: Span, top: number): string {
  const points = samples.map(({ at, value }) => `${xOf(at, span).toFixed(1)} ${yOf(value, top).toFixed(1)}`);
  return points.length === 1 ? `M${points[0]}h0.1` : `M${points.join('L')}`;
}

/** The same, closed down to the axis. */
export function areaPath(samples: readonly Sample[], span: Span, top: number): string {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || first === last) return '';
  const [from, to] = [xOf(first.at, span).toFixed(1), xOf(last.at, span).toFixed(1)];
  return `${linePath(samples, span, top)}L${to} ${HEIGHT}L${from} ${HEIGHT}Z`;
}

/** The index of the sample that is nearest to a moment. */
export function nearest(samples: readonly Sample[], at: number): number {
  let best = 0;
  for (const [i, sample] of samples.entries()) {
    if (Math.abs(sample.at - at) < Math.abs((samples[best]?.at ?? Infinity) - at)) best = i;
  }
  return best;
}
