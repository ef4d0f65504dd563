import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/** What generated documents say of every schema: JSON Schema draft 7, which AsyncAPI 3 builds on. */
const SETTINGS = {
  target: 'draft-7',
  uri: (id: string) => `#/components/schemas/${id}`,
  override: ({ jsonSchema }: { jsonSchema: JsonSchema }) => {
    // The pattern behind `format` is long, and says no more than the format's name does.
    if (typeof jsonSchema['format'] === 'string') delete jsonSchema['pattern'];
    // Readers ignore fields that they do not know: that is how a version of the wires grows.
    if (jsonSchema['additionalProperties'] === false) delete jsonSchema['additionalProperties'];
  },
} as const;

/** JSON Schemas by name, each other by reference. `input` is what a sender may leave out, `output` what we always send. */
export function namedSchemas(schemas: Readonly<Record<string, z.ZodType>>, io: 'input' | 'output'): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const generated = z.toJSONSchema(registry, { ...SETTINGS, io }).schemas as Record<string, JsonSchema>;
  return Object.fromEntries(Object.entries(generated).map(([id, { $schema: _draft, $id: _id, ...schema }]) => [id, schema]));
}
