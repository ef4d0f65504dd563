import { readdir } from 'node:fs/promises';
import type { SourceConfig } from '@wegweiser/contracts';
import type { BoundSource } from './intake/intake.js';
import type { FieldProtocol } from './protocol.js';

/** Every protocol that has a folder below `protocols/`: the folder's `index` exports `protocol`. */
export async function loadProtocols(): Promise<Map<string, FieldProtocol>> {
  const root = new URL('./protocols/', import.meta.url);
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const found = new Map<string, FieldProtocol>();
  for (const folder of await readdir(root, { withFileTypes: true })) {
    if (!folder.isDirectory() || folder.name.startsWith('_')) continue;
    const module = (await import(new URL(`${folder.name}/index.${extension}`, root).href)) as { protocol: FieldProtocol };
    found.set(module.protocol.name, module.protocol);
  }
  return found;
}

export type BoundSources = { ok: true; sources: BoundSource[] } | { ok: false; errors: { source: string; path: string; message: string }[] };

/** Binds the city's sources to their protocols, the city's own topics first; every error at once. */
export function bindSources(protocols: ReadonlyMap<string, FieldProtocol>, configs: readonly SourceConfig[]): BoundSources {
  const own = protocols.get('own');
  if (own === undefined) throw new Error('protocol own is missing');
  const sources: BoundSource[] = [{ protocol: own, context: { sourceId: 'own', area: '+', options: {} } }];
  const errors: { source: string; path: string; message: string }[] = [];
  for (const config of configs) {
    const protocol = protocols.get(config.protocol);
    if (protocol === undefined) {
      errors.push({ source: config.id, path: 'protocol', message: `unknown protocol ${config.protocol}, expected one of ${[...protocols.keys()].join(', ')}` });
      continue;
    }
    const parsed = protocol.parseOptions(config.options);
    if (parsed.ok) sources.push({ protocol, context: { sourceId: config.id, area: config.area, options: parsed.options } });
    else errors.push(...parsed.errors.map((e) => ({ source: config.id, path: `options.${e.path}`, message: e.message })));
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, sources };
}

/** MQTT subscriptions of all sources. */
export const subscriptionsOf = (sources: readonly BoundSource[]): string[] => sources.flatMap((s) => s.protocol.subscriptions?.(s.context) ?? []);
