// SPDX-License-Identifier: GPL-3.0-or-later
// The pictures whose text is read.
import { ocrApi } from './api/ocr';
import { Records } from './records.svelte';

export const pictures = new Records(ocrApi, 'progress.read');
