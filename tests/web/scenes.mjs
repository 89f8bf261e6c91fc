// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures with road signs at known places, made by the browser: our own drawings before a photograph.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { file } from './support.mjs';

const drawing = (label) =>
  readFileSync(fileURLToPath(new URL(`../../models/road-signs/drawings/${label}.svg`, import.meta.url))).toString('base64');

/**
 * Draws signs over a photograph, each as { label, x, y, size } in pixels of a picture of `width` x `height`, on a post. Answers
 * for each frame with what the canvas gives: the address of a JPEG, or with `raw` the pixels, RGBA in base64.
 */
async function draw(page, photograph, frames, { width, height, raw = false }) {
  const labels = [...new Set(frames.flat().map((sign) => sign.label))];
  const drawings = Object.fromEntries(labels.map((label) => [label, drawing(label)]));
  const ground = readFileSync(file(photograph)).toString('base64');
  return page.evaluate(async ({ frames, drawings, ground, width, height, raw }) => {
    const load = async (type, bytes) => {
      const image = new Image();
      image.src = URL.createObjectURL(new Blob([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], { type }));
      await image.decode();
      return image;
    };
    const behind = await load('image/png', ground);
    const images = {};
    for (const [label, bytes] of Object.entries(drawings)) images[label] = await load('image/svg+xml', bytes);
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const pen = canvas.getContext('2d', { willReadFrequently: raw });
    const answers = [];
    for (const signs of frames) {
      pen.filter = 'none';
      pen.drawImage(behind, 0, 0, width, height);
      // As a lens in the shade shows them: neither the edges of a drawing nor its colours.
      pen.filter = `blur(${width / 1600}px) brightness(82%) saturate(80%)`;
      for (const { label, x, y, size } of signs) {
        pen.fillStyle = '#7d8388';
        pen.fillRect(x + size * 0.47, y + size, size * 0.06, size * 1.6);
        pen.drawImage(images[label], x, y, size, size);
      }
      if (raw) {
        const pixels = pen.getImageData(0, 0, width, height).data;
        let text = '';
        for (let i = 0; i < pixels.length; i += 8192) text += String.fromCharCode(...pixels.subarray(i, i + 8192));
        answers.push(btoa(text));
      } else {
        answers.push(canvas.toDataURL('image/jpeg', 0.9));
      }
    }
    return answers;
  }, { frames, drawings, ground, width, height, raw });
}

/** A JPEG. */
export async function scene(page, photograph, signs, size) {
  const [address] = await draw(page, photograph, [signs], size);
  return Buffer.from(address.split(',')[1], 'base64');
}

/** Colours of six steps each; the rest of the table is black. */
const STEPS = 6;
const PALETTE = Buffer.alloc(768);
for (let i = 0; i < STEPS ** 3; i += 1) {
  PALETTE.set([Math.floor(i / 36), Math.floor(i / 6) % 6, i % 6].map((one) => one * 51), 3 * i);
}

/** The pixels as codes of nine bits. A table that is cleared in time never grows to longer ones, so nothing is compressed. */
function lzw(indices) {
  const CLEAR = 256;
  const END = 257;
  const RUN = 250;
  const bytes = [];
  let [held, bits] = [0, 0];
  const put = (code) => {
    held |= code << bits;
    for (bits += 9; bits >= 8; bits -= 8) {
      bytes.push(held & 255);
      held >>= 8;
    }
  };
  for (const [i, index] of indices.entries()) {
    if (i % RUN === 0) put(CLEAR);
    put(index);
  }
  put(END);
  if (bits > 0) bytes.push(held & 255);
  return bytes;
}

/** Data as GIF has them: blocks of at most 255 bytes, then an empty one. */
function blocks(bytes) {
  const parts = [];
  for (let i = 0; i < bytes.length; i += 255) {
    const part = bytes.slice(i, i + 255);
    parts.push(Buffer.from([part.length, ...part]));
  }
  return [...parts, Buffer.from([0])];
}

function nearest(pixels) {
  const indices = new Uint8Array(pixels.length / 4);
  const step = (value) => Math.round((value / 255) * (STEPS - 1));
  for (let i = 0; i < indices.length; i += 1) {
    indices[i] = 36 * step(pixels[4 * i]) + 6 * step(pixels[4 * i + 1]) + step(pixels[4 * i + 2]);
  }
  return indices;
}

/** An animated GIF, ten frames a second. */
export async function clip(page, photograph, frames, { width, height }) {
  const raw = await draw(page, photograph, frames, { width, height, raw: true });
  const size = [width & 255, width >> 8, height & 255, height >> 8];
  const pictures = raw.flatMap((text) => [
    Buffer.from([0x21, 0xf9, 4, 0, 10, 0, 0, 0, 0x2c, 0, 0, 0, 0, ...size, 0, 8]),
    ...blocks(lzw(nearest(Buffer.from(text, 'base64')))),
  ]);
  return Buffer.concat([Buffer.from('GIF89a'), Buffer.from([...size, 0xf7, 0, 0]), PALETTE, ...pictures, Buffer.from([0x3b])]);
}
