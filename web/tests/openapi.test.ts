// SPDX-License-Identifier: GPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { fillPath, groups, typeName, type Document } from '../src/lib/openapi';

const document: Document = {
  info: { version: '1' },
  tags: [{ name: 'B' }, { name: 'A' }, { name: 'Empty' }],
  paths: {
    '/things/{id}': {
      parameters: [{ $ref: '#/components/parameters/id' } as never],
      get: { tags: ['A'], summary: 'One thing', responses: { '200': { $ref: '#/components/responses/Thing' } } },
      patch: {
        tags: ['A'],
        parameters: [{ name: 'wait', in: 'query', schema: { type: 'integer' } }],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
      },
    },
    '/others': { get: { tags: ['B'], summary: 'All others' } },
  },
  components: {
    parameters: { id: { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } } },
    responses: { Thing: { description: 'A thing.' } },
    schemas: {
      Thing: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string' }, sizes: { type: 'array', items: { type: 'integer' } } },
      },
    },
  },
};

describe('the OpenAPI document', () => {
  it('is grouped by tag, in the order of the tags, without empty groups', () => {
    expect(groups(document).map((group) => [group.name, group.operations.length])).toEqual([
      ['B', 1],
      ['A', 2],
    ]);
  });

  it('has its references resolved', () => {
    const [get, patch] = groups(document)[1]!.operations;
    expect(get!.parameters[0]!.name).toBe('id');
    expect(get!.responses).toEqual([{ status: '200', description: 'A thing.' }]);
    expect(patch!.bodies).toEqual([
      {
        type: 'application/json',
        fields: [
          { name: 'name', type: 'string', required: true, description: '' },
          { name: 'sizes', type: 'integer[]', required: false, description: '' },
        ],
      },
    ]);
  });

  it('says types in a word or two', () => {
    expect(typeName(document, { type: ['string', 'null'] })).toBe('string | null');
    expect(typeName(document, { $ref: '#/components/schemas/Thing' })).toBe('Thing');
    expect(typeName(document, { enum: ['a', 'b'] })).toBe('a | b');
  });

  it('gives the address of a try', () => {
    const patch = groups(document)[1]!.operations[1]!;
    expect(fillPath(patch, { id: 'a/b', wait: '' })).toBe('/things/a%2Fb');
    expect(fillPath(patch, { id: '1', wait: '5' })).toBe('/things/1?wait=5');
  });
});
