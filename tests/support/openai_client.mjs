// SPDX-License-Identifier: GPL-3.0-or-later
// usage: openai_client.mjs BASE_URL KEY [SCENARIO...]
// Uses a server as programs do, by npm's openai (from web/node_modules). Prints {SCENARIO: null or what went wrong} of all or of
// those named. Each scenario holds for OpenAI's service, for tests/model-server, and for what stands in front of it.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { default: OpenAI } = await import(pathToFileURL(require.resolve('openai')));

const [baseURL, apiKey, ...named] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });

const TOOLS = [{
  type: 'function',
  function: { name: 'weather', description: 'Tells it.', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
}];
// 2 x 1, drawn by nobody.
const PNG = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADElEQVR4nGNgYGAAAAAEAAH2FzhVAAAAAElFTkSuQmCC';

function ask(model, text, others = {}) {
  return client.chat.completions.create({ model, messages: [{ role: 'user', content: text }], ...others });
}

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return chunks;
}

function textOf(chunks) {
  return chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
}

async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return assert.fail('it was answered');
}

const scenarios = {
  async models() {
    const found = [];
    for await (const model of client.models.list()) {
      found.push(model.id);
      assert.equal(model.object, 'model');
    }
    assert.ok(found.includes('echo'));
  },

  async whole() {
    const answer = await ask('echo', 'Guten Tag, 世界');
    assert.match(answer.id, /^chatcmpl-/);
    assert.equal(answer.object, 'chat.completion');
    assert.ok(Math.abs(answer.created - Date.now() / 1000) < 60);
    assert.equal(answer.model, 'echo');
    assert.equal(answer.choices.length, 1);
    assert.equal(answer.choices[0].message.role, 'assistant');
    assert.equal(answer.choices[0].message.content, 'You said: Guten Tag, 世界');
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
    assert.equal(answer.usage.completion_tokens, 5);
  },

  async stream() {
    const chunks = await collect(await ask('echo', 'Hello there', { stream: true }));
    assert.equal(chunks[0].choices[0].delta.role, 'assistant');
    assert.equal(textOf(chunks), 'You said: Hello there');
    assert.equal(chunks.at(-1).choices[0].finish_reason, 'stop');
    assert.ok(chunks.every((chunk) => chunk.object === 'chat.completion.chunk' && chunk.id === chunks[0].id));
    assert.ok(chunks.filter((chunk) => chunk.choices[0].delta.content).length >= 4);
  },

  async stream_with_usage() {
    const chunks = await collect(await ask('echo', 'Hi', { stream: true, stream_options: { include_usage: true } }));
    assert.deepEqual(chunks.at(-1).choices, []);
    assert.equal(chunks.at(-1).usage.completion_tokens, 3);
    assert.equal(chunks.at(-2).choices[0].finish_reason, 'stop');
  },

  async scripts_torn_between_bytes() {
    const chunks = await collect(await ask('split', 'x', { stream: true }));
    assert.equal(textOf(chunks), 'Grüße, سلام دنیا\u200c! 你好，世界 👩‍🚀 done.');
  },

  async length() {
    const answer = await ask('lorem', 'x', { max_completion_tokens: 3 });
    assert.equal(answer.choices[0].message.content, 'word1 word2 word3');
    assert.equal(answer.choices[0].finish_reason, 'length');
  },

  async filter() {
    assert.equal((await ask('filter', 'x')).choices[0].finish_reason, 'content_filter');
  },

  async tools() {
    const messages = [{ role: 'user', content: 'Well? [call weather {"city":"Köln"}] [call weather {"city":"شیراز"}]' }];
    const first = await client.chat.completions.create({ model: 'tools', messages, tools: TOOLS });
    assert.equal(first.choices[0].finish_reason, 'tool_calls');
    const calls = first.choices[0].message.tool_calls;
    assert.deepEqual(calls.map((call) => JSON.parse(call.function.arguments).city), ['Köln', 'شیراز']);
    const results = calls.map((call) => ({ role: 'tool', tool_call_id: call.id, content: `${call.function.name}: rain` }));
    const second = await client.chat.completions.create({
      model: 'tools', messages: [...messages, first.choices[0].message, ...results], tools: TOOLS,
    });
    assert.equal(second.choices[0].message.content, 'The tool said: weather: rain / weather: rain');
  },

  async streamed_tools() {
    const runner = client.chat.completions.stream({
      model: 'tools', messages: [{ role: 'user', content: '[call weather {"city":"Rome"}]' }], tools: TOOLS,
    });
    const message = await runner.finalMessage();
    assert.equal(message.content || null, null);
    assert.deepEqual(message.tool_calls.map((call) => [call.function.name, call.function.arguments]), [['weather', '{"city":"Rome"}']]);
  },

  async runs_tools() {
    const asked = [];
    const runner = client.chat.completions.runTools({
      model: 'tools', messages: [{ role: 'user', content: '[call weather {"city":"Rome"}]' }],
      tools: [{ type: 'function', function: { ...TOOLS[0].function, parse: JSON.parse, function: ({ city }) => {
        asked.push(city);
        return 'sunny';
      } } }],
    });
    assert.equal(await runner.finalContent(), 'The tool said: sunny');
    assert.deepEqual(asked, ['Rome']);
  },

  async json() {
    const object = await ask('echo', 'x', { response_format: { type: 'json_object' } });
    assert.deepEqual(JSON.parse(object.choices[0].message.content), { said: 'x' });
    const schema = { type: 'object', properties: { city: { type: 'string' }, people: { type: 'integer' } } };
    const shaped = await client.chat.completions.parse({
      model: 'echo', messages: [{ role: 'user', content: 'Rome' }],
      response_format: { type: 'json_schema', json_schema: { name: 'city', schema } },
    });
    assert.deepEqual(JSON.parse(shaped.choices[0].message.content), { city: 'Rome', people: 1 });
  },

  async options_go_on() {
    const answer = await ask('options', 'x', { temperature: 0.25, top_p: 0.5, seed: 7, stop: ['END'], user: 'somebody' });
    const got = JSON.parse(answer.choices[0].message.content);
    assert.deepEqual([got.temperature, got.top_p, got.seed, got.stop], [0.25, 0.5, 7, ['END']]);
  },

  async pictures() {
    const content = [{ type: 'text', text: 'What is it?' }, { type: 'image_url', image_url: { url: PNG } }];
    const answer = await client.chat.completions.create({ model: 'picture', messages: [{ role: 'user', content }] });
    assert.equal(answer.choices[0].message.content, 'I see 1 picture: 2 x 1.');
  },

  async reasoning() {
    const answer = await ask('reasoning', 'x');
    assert.equal(answer.choices[0].message.reasoning_content, 'Let me think.');
    assert.equal(answer.choices[0].message.content, 'You said: x');
  },

  async wrong_key() {
    const stranger = new OpenAI({ baseURL, apiKey: 'sk-wrong', maxRetries: 0 });
    const error = await refusal(stranger.models.list());
    assert.ok(error instanceof OpenAI.AuthenticationError);
    assert.equal(error.code, 'invalid_api_key');
  },

  async unknown_model() {
    const error = await refusal(ask('nothing', 'x'));
    assert.ok(error instanceof OpenAI.NotFoundError);
    assert.equal(error.code, 'model_not_found');
  },

  async nothing_said() {
    const error = await refusal(client.chat.completions.create({ model: 'echo', messages: [] }));
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.equal(error.type, 'invalid_request_error');
  },

  async error_within_a_stream() {
    const stream = await ask('error-event', 'x', { stream: true });
    const error = await refusal(collect(stream));
    assert.ok(error instanceof OpenAI.APIError);
    assert.match(error.message, /The model fell over/);
  },

  async leaves() {
    const stream = await ask('endless', 'x', { stream: true });
    let count = 0;
    for await (const chunk of stream) {
      count += chunk.choices[0].delta.content ? 1 : 0;
      if (count === 3) {
        break; // which closes the connection
      }
    }
    assert.equal(count, 3);
  },

  async leaves_before_anything_came() {
    const controller = new AbortController();
    const asked = client.chat.completions.create(
      { model: 'endless', messages: [{ role: 'user', content: '[wait=60000]' }] }, { signal: controller.signal },
    );
    setTimeout(() => controller.abort(), 300);
    assert.ok(await refusal(asked) instanceof OpenAI.APIUserAbortError);
  },
};

const results = {};
for (const name of named.length > 0 ? named : Object.keys(scenarios)) {
  try {
    await scenarios[name]();
    results[name] = null;
  } catch (error) {
    results[name] = error.stack ?? String(error);
  }
}
console.log(JSON.stringify(results));
process.exit(0);
