// SPDX-License-Identifier: GPL-3.0-or-later
// The server's OpenAPI document, as far as the reference page shows it.

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  default?: unknown;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  oneOf?: Schema[];
}

export interface Parameter {
  $ref?: string;
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required?: boolean;
  description?: string;
  schema?: Schema;
}

interface Body {
  description?: string;
  content?: Record<string, { schema?: Schema }>;
}

interface RawOperation {
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: Body;
  responses?: Record<string, Body & { $ref?: string }>;
}

export interface Document {
  info: { version: string };
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, RawOperation | Parameter[]>>;
  components?: unknown;
}

export interface Field {
  name: string;
  type: string;
  required: boolean;
  description: string;
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  parameters: Parameter[];
  /** Media types that the body may have, with their fields. */
  bodies: { type: string; fields: Field[] }[];
  responses: { status: string; description: string }[];
}

export interface Group {
  name: string;
  operations: Operation[];
}

const METHODS = ['get', 'post', 'patch', 'put', 'delete'];

/** What a "#/components/..." reference stands for; the thing itself where it is none. */
export function resolve<T extends { $ref?: string }>(document: Document, node: T): T {
  if (node.$ref === undefined) return node;
  let at: unknown = document;
  for (const step of node.$ref.replace(/^#\//, '').split('/')) {
    at = (at as Record<string, unknown> | undefined)?.[step];
  }
  return (at ?? {}) as T;
}

/** "text", "integer", "list of text", "OcrRecord or null": a schema in a word or two. */
export function typeName(document: Document, schema: Schema | undefined): string {
  if (schema === undefined) return '';
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? '';
  if (schema.oneOf) return schema.oneOf.map((one) => typeName(document, one)).join(' | ');
  if (schema.enum) return schema.enum.map(String).join(' | ');
  const types = [schema.type ?? []].flat();
  return types
    .map((type) => {
      if (type === 'array') return `${typeName(document, schema.items) || 'any'}[]`;
      return schema.format ? `${type} (${schema.format})` : type;
    })
    .join(' | ');
}

function fieldsOf(document: Document, schema: Schema | undefined): Field[] {
  const whole = schema ? resolve(document, schema) : {};
  return Object.entries(whole.properties ?? {}).map(([name, field]) => ({
    name,
    type: typeName(document, field),
    required: whole.required?.includes(name) ?? false,
    description: field.description ?? '',
  }));
}

function operationOf(
  document: Document,
  path: string,
  method: string,
  raw: RawOperation,
  shared: Parameter[],
): Operation {
  return {
    id: `${method}-${path}`.replace(/[^a-z0-9]+/gi, '-'),
    method: method.toUpperCase(),
    path,
    summary: raw.summary ?? '',
    description: raw.description ?? '',
    parameters: [...shared, ...(raw.parameters ?? [])].map((one) => resolve(document, one)),
    bodies: Object.entries(raw.requestBody?.content ?? {}).map(([type, media]) => ({
      type,
      fields: fieldsOf(document, media.schema),
    })),
    responses: Object.entries(raw.responses ?? {}).map(([status, response]) => ({
      status,
      description: resolve(document, response).description ?? '',
    })),
  };
}

/** The document's operations by tag, in its own order. */
export function groups(document: Document): Group[] {
  const byTag = new Map<string, Operation[]>((document.tags ?? []).map((tag) => [tag.name, []]));
  for (const [path, item] of Object.entries(document.paths)) {
    const shared = (item['parameters'] ?? []) as Parameter[];
    for (const method of METHODS) {
      const raw = item[method] as RawOperation | undefined;
      if (raw === undefined) continue;
      const tag = raw.tags?.[0] ?? '';
      const list = byTag.get(tag) ?? [];
      list.push(operationOf(document, path, method, raw, shared));
      byTag.set(tag, list);
    }
  }
  return [...byTag].filter(([, list]) => list.length > 0).map(([name, operations]) => ({ name, operations }));
}

/** The address of a try: path and query filled in, empty query parameters left out. */
export function fillPath(operation: Operation, values: Record<string, string>): string {
  const query = new URLSearchParams();
  let path = operation.path;
  for (const parameter of operation.parameters) {
    const value = values[parameter.name] ?? '';
    if (parameter.in === 'path') path = path.replace(`{${parameter.name}}`, encodeURIComponent(value));
    if (parameter.in === 'query' && value !== '') query.set(parameter.name, value);
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}
