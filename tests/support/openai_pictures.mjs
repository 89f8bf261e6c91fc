// SPDX-License-Identifier: GPL-3.0-or-later
// usage: openai_pictures.mjs BASE_URL KEY < [{"stream": bool, "messages": [...]}, ...]
// Asks the model "assisti" as programs do, by npm's openai (from web/node_modules), one question after the other. Prints what was
// answered, or {"status", "message"} of what was refused.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { default: OpenAI } = await import(pathToFileURL(require.resolve('openai')));

const [baseURL, apiKey] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });

async function answer({ stream, messages }) {
  const answered = await client.chat.completions.create({ model: 'assisti', messages, stream });
  if (!stream) return answered.choices[0].message.content;
  let text = '';
  for await (const chunk of answered) text += chunk.choices[0]?.delta.content ?? '';
  return text;
}

const answers = [];
for (const question of JSON.parse(readFileSync(0, 'utf8'))) {
  try {
    answers.push(await answer(question));
  } catch (error) {
    answers.push({ status: error.status, message: String(error.message) });
  }
}
console.log(JSON.stringify(answers));
process.exit(0);
