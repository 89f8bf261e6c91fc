// SPDX-License-Identifier: GPL-3.0-or-later
// Finding road signs: pictures, and what the models know.
import { requestJson } from './http';
import { ImageApi } from './images';
import { withQuery } from './query';
import type { Model, RoadSignClass, RoadSignRecord } from './types';

export const roadSignsApi = new ImageApi<RoadSignRecord>('road-signs');

export function listClasses(model: string): Promise<{ results: RoadSignClass[] }> {
  return requestJson('GET', withQuery('/road-signs/classes', { model }));
}

export function listModels(): Promise<{ results: Model[] }> {
  return requestJson('GET', '/road-signs/models');
}
