// SPDX-License-Identifier: GPL-3.0-or-later
// What is marked on a picture.
import type { Box, ImageRecord, OcrResult, RoadSignResult } from './api/types';
import { isDoubtful } from './words';

export interface Mark {
  /** Pixels of the upright picture. */
  box: Box;
  doubtful: boolean;
}

/** Marks, and the size of the picture in which they are measured. */
export interface Marked {
  marks: Mark[];
  width: number;
  height: number;
}

/**
 * What a record marks on its picture as it was uploaded; null where it marks nothing, or on something else: later pages, a page
 * that had to be turned, the frames of a clip.
 */
export function markedOn({ image, result }: ImageRecord): Marked | null {
  const { words, pages, detections, frames } = (result ?? {}) as Partial<OcrResult & RoadSignResult>;
  const [page] = pages ?? [];
  if (words && page && page.rotation === 0) {
    const marks = words
      .filter((word) => word.page === 1)
      .map(({ box, confidence }) => ({ box, doubtful: isDoubtful(confidence) }));
    return { marks, width: page.width, height: page.height };
  }
  if (detections && frames === undefined && image.width !== null && image.height !== null) {
    return { marks: detections.map(({ box, doubtful }) => ({ box, doubtful })), width: image.width, height: image.height };
  }
  return null;
}
