import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { isObject } from '../_shared/json.js';

/** Elements by local name; text and attributes (`@id`) are strings. Namespaces, prefixes and `xsi:` are gone. */
export type Node = Readonly<Record<string, unknown>>;
export type XmlResult = { ok: true; root: Node } | { ok: false; code: 'doctype' | 'xml'; reason: string };

const MAX_DEPTH = 40;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  removeNSPrefix: true,
  // Numbers stay text: `007` is an id, and our own rules say what a number is.
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: true,
  // Nothing is ever expanded; the five predefined entities are replaced by `textOf`.
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: MAX_DEPTH,
});

const LATIN1 = /^[^>]{0,200}encoding\s*=\s*["'](?:iso-8859-1|windows-1252|latin1)["']/i;

function toText(payload: Buffer): string {
  const head = payload.toString('latin1', 0, 200);
  const text = LATIN1.test(head) ? payload.toString('latin1') : payload.toString('utf8');
  return text.codePointAt(0) === 0xfeff ? text.slice(1) : text;
}

/** Parses hostile XML: document types are refused before anything is parsed, entities are never expanded. */
export function parseXml(payload: Buffer): XmlResult {
  const text = toText(payload);
  if (/<!\s*(?:doctype|entity)/i.test(text)) return { ok: false, code: 'doctype', reason: 'document declares a document type or entities' };
  try {
    if (XMLValidator.validate(text) !== true) return { ok: false, code: 'xml', reason: `answer of ${payload.length} bytes is not well-formed XML` };
    const root: unknown = parser.parse(text);
    return isObject(root) ? { ok: true, root } : { ok: false, code: 'xml', reason: 'document is empty' };
  } catch {
    // The parser's message may quote the document.
    return { ok: false, code: 'xml', reason: `answer of ${payload.length} bytes cannot be parsed as XML` };
  }
}

const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Text of an element or attribute, `null` when there is none or it has children only. */
export function textOf(value: unknown): string | null {
  const raw = Array.isArray(value) ? (value as unknown[])[0] : value;
  const text = isObject(raw) ? raw['#text'] : raw;
  return typeof text === 'string' && text !== '' ? text.replaceAll(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => PREDEFINED[name] ?? '') : null;
}

/** Child elements of a name, however many there are. */
export function children(node: unknown, name: string): unknown[] {
  if (!isObject(node) || !Object.hasOwn(node, name)) return [];
  const found = node[name];
  return Array.isArray(found) ? (found as unknown[]) : [found];
}

export const child = (node: unknown, name: string): unknown => children(node, name)[0];

/** Text at a path of child elements. */
export function textAt(node: unknown, ...path: string[]): string | null {
  let here = node;
  for (const name of path) here = child(here, name);
  return textOf(here);
}

/** All elements of a name in the document that are not inside another of it. The depth is bounded by the parser. */
export function descendants(node: unknown, name: string): unknown[] {
  if (Array.isArray(node)) return (node as unknown[]).flatMap((n) => descendants(n, name));
  if (!isObject(node)) return [];
  return Object.keys(node).flatMap((key) => (key === name ? children(node, key) : descendants(node[key], name)));
}
