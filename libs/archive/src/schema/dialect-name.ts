/** `timescale`: hypertables, continuous aggregates, columnstore. `plain`: partitions, own rollup tables. */
export type DialectName = 'timescale' | 'plain';
