// SPDX-License-Identifier: GPL-3.0-or-later
// What one can ask of the skills, by what a room is for. The router reads plain English sentences, so these are the same in every
// language of the page: what stands here works when it is sent as it is.
import type { PresetName } from '../chat/types';

const STORY =
  'The lighthouse keeper climbed the stairs every evening for forty years. He lit the lamp at dusk and put it out at dawn. ' +
  'In winter, storms shook the tower for days, and no boat could bring bread or letters. He learned to bake, and to read by the ' +
  'light that was meant for ships. When the lamp became electric, nobody needed to climb any more. He stayed all the same, and ' +
  'wrote down the names of the ships that passed.';

const EXAMPLES: Readonly<Record<PresetName, readonly string[]>> = {
  general: [
    'What is 15 % of 240?',
    'What does photosynthesis mean?',
    'check: I has a apple and she have two.',
    `Summarise in two sentences: ${STORY}`,
  ],
  summarize: [
    `Summarise in two sentences: ${STORY}`,
    `The main points as bullets: ${STORY}`,
    `A short summary: ${STORY}`,
    `What is this text about? ${STORY}`,
  ],
  grammar: [
    'check: Yesterday I has went to the library for return a books.',
    'check: Their going to there house, because its late.',
    'Correct this: The informations you gave us was very usefull.',
    'Is this right? She don\'t know where is the station.',
  ],
  language: ['Quiz me on 10 words', 'What does serendipity mean?', 'Translate into Spanish: Where is the station?', 'Another word for happy'],
  science: ['What is 3 miles in km?', 'Tell me about the element iron', 'Solve x^2 - 5x + 6 = 0', 'How far is Mars from the Sun?'],
  coding: [
    'Is this valid JSON? {"name": "Ada", "age": 36,}',
    'Explain this regular expression: ^\\d{4}-\\d{2}$',
    'What does this cron line mean? 30 6 * * 1-5',
    'Format this SQL: select name, count(*) from visits where day > 3 group by name order by 2 desc',
  ],
};

/** A preset that this page does not know yet has those of the first. */
export const examplesOf = (preset: string): readonly string[] =>
  Object.hasOwn(EXAMPLES, preset) ? EXAMPLES[preset as PresetName] : EXAMPLES.general;
