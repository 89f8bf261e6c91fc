// SPDX-License-Identifier: GPL-3.0-or-later
// What is marked on a picture.
import type { Box } from './api/types';

export interface Mark {
  /** Pixels of the upright picture. */
  box: Box;
  doubtful: boolean;
}
