import fc from 'fast-check';
import { expect, it } from 'vitest';
import { partitionAt, startOfPartition } from './partitions.js';
import { checksumOf, migrationsOf } from './migrations.js';
import { PARTITIONED } from './rollups.js';

it('finds for every instant the one partition that holds it, and its start again by its name', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(2199, 0, 1) }), fc.constantFrom(...PARTITIONED), (atMs, table) => {
      const { name, fromMs, toMs } = partitionAt(table, atMs);
      expect(fromMs <= atMs && atMs < toMs).toBe(true);
      expect(partitionAt(table, toMs - 1).name).toBe(name);
      expect(partitionAt(table, toMs).fromMs).toBe(toMs);
      expect(startOfPartition(name)).toBe(fromMs);
    }),
  );
});

it.each(['plain', 'timescale'] as const)('has migrations of the %s dialect in order, each with a name of its own', (dialect) => {
  const names = migrationsOf(dialect).map((m) => m.name);
  expect(names).toEqual([...new Set(names)].toSorted());
  expect(new Set(migrationsOf(dialect).map(checksumOf)).size).toBe(names.length);
});
