import { z } from 'zod';

export type ParsedOptions<T> = { ok: true; options: T } | { ok: false; errors: { path: string; message: string }[] };

type Issue = z.core.$ZodIssue;
type Flat = { path: PropertyKey[]; message: string };

/** How far a branch of a union is from what was given: a wrong type or unknown shape at its root weighs most. */
const misfit = (branch: readonly Issue[]): number => branch.length + 100 * branch.filter((i) => i.path.length === 0 && i.code === 'invalid_type').length;

/** A union says only "invalid input": replaced by what the nearest of its branches says. */
function flatten(issue: Issue, prefix: readonly PropertyKey[]): Flat[] {
  const path = [...prefix, ...issue.path];
  if (issue.code !== 'invalid_union') return [{ path, message: issue.message }];
  const [best] = issue.errors.toSorted((a, b) => misfit(a) - misfit(b));
  return best === undefined ? [{ path, message: issue.message }] : best.flatMap((i) => flatten(i, path));
}

const flatIssues = (error: z.ZodError): { path: string; message: string }[] =>
  error.issues.flatMap((i) => flatten(i, [])).map((i) => ({ path: i.path.map(String).join('.'), message: i.message }));

/** `parseOptions` of a protocol from its schema: every error at once, with its place. */
export const optionsParser =
  <S extends z.ZodType>(schema: S) =>
  (options: unknown): ParsedOptions<z.output<S>> => {
    const result = schema.safeParse(options ?? {});
    if (result.success) return { ok: true, options: result.data };
    return { ok: false, errors: flatIssues(result.error) };
  };

/** What a schema did not like, as one sentence without any value of the payload. */
export function schemaReason(error: z.ZodError): string {
  const first = error.issues[0];
  if (first === undefined) return 'does not match the schema';
  const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : '';
  return `at ${first.path.map(String).join('.') || 'the root'}: ${first.message}${more}`;
}

/** One MQTT topic level of configuration: no wildcards, no separators. */
export const TopicLevel = z.string().regex(/^[^+#/\s\p{Cc}]{1,128}$/u, 'expected one MQTT topic level without wildcards');

/** One or several of something. */
export const oneOrMany = <S extends z.ZodType>(schema: S) => z.union([schema.transform((v) => [v]), z.array(schema).min(1)]);

/** Own property of a plain object; never one of its prototype. */
export const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
