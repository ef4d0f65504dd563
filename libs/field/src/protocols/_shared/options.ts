import { z } from 'zod';

export type ParsedOptions<T> = { ok: true; options: T } | { ok: false; errors: { path: string; message: string }[] };

/** `parseOptions` of a protocol from its schema: every error at once, with its place. */
export const optionsParser =
  <S extends z.ZodType>(schema: S) =>
  (options: unknown): ParsedOptions<z.output<S>> => {
    const result = schema.safeParse(options ?? {});
    if (result.success) return { ok: true, options: result.data };
    return { ok: false, errors: result.error.issues.map((i) => ({ path: i.path.map(String).join('.'), message: i.message })) };
  };

/** What a schema did not like, as one sentence without any value of the payload. */
export function schemaReason(error: z.ZodError): string {
  const first = error.issues[0];
  if (first === undefined) return 'does not match the schema';
  const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : '';
  return `at ${first.path.map(String).join('.') || 'the root'}: ${first.message}${more}`;
}

/** One MQTT topic level of configuration: no wildcards, no separators. */
export const TopicLevel = z.string().regex(/^[^+#/\s\u0000]{1,128}$/, 'expected one MQTT topic level without wildcards');

/** One or several of something. */
export const oneOrMany = <S extends z.ZodType>(schema: S) => z.union([schema.transform((v) => [v]), z.array(schema).min(1)]);

/** Own property of a plain object; never one of its prototype. */
export const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
