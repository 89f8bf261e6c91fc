// SPDX-License-Identifier: GPL-3.0-or-later
// A picture with what was found on it drawn in, to take away.
import type { Box } from './api/types';

export interface Label {
  box: Box;
  text: string;
}

const QUALITY = 0.92;
const FRAME = '#ffd60a';
const GROUND = '#000814';

/** Draws a box and its name; the name stands below where there is no room above. */
function drawLabel(pen: CanvasRenderingContext2D, { box, text }: Label, unit: number): void {
  const [left, top, right, bottom] = box;
  const size = 5 * unit;
  pen.lineWidth = 2 * unit;
  pen.strokeStyle = GROUND;
  pen.strokeRect(left - unit, top - unit, right - left + 2 * unit, bottom - top + 2 * unit);
  pen.lineWidth = unit;
  pen.strokeStyle = FRAME;
  pen.strokeRect(left - unit, top - unit, right - left + 2 * unit, bottom - top + 2 * unit);
  pen.font = `600 ${size}px system-ui, sans-serif`;
  const width = pen.measureText(text).width + size;
  const x = Math.max(0, Math.min(left, pen.canvas.width - width));
  const above = top - 2 * unit - 1.5 * size;
  const y = above >= 0 ? above : bottom + 2 * unit;
  pen.fillStyle = GROUND;
  pen.fillRect(x, y, width, 1.5 * size);
  pen.fillStyle = FRAME;
  pen.fillText(text, x + width / 2, y + 0.78 * size);
}

/**
 * A JPEG of the picture with the boxes and their names. The boxes are in pixels of a picture that is `width` wide; the
 * picture that there is to show may be smaller.
 */
export async function annotate(picture: Blob, width: number, labels: readonly Label[]): Promise<Blob> {
  const bitmap = await createImageBitmap(picture);
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('the browser cannot draw');
  pen.drawImage(bitmap, 0, 0);
  bitmap.close();
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  const scale = canvas.width / width;
  const unit = Math.max(1.5, Math.max(canvas.width, canvas.height) / 400);
  for (const { box, text } of labels) {
    drawLabel(pen, { box: box.map((edge) => edge * scale) as Box, text }, unit);
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large to draw'))),
      'image/jpeg',
      QUALITY,
    );
  });
}
