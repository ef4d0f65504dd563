/** Icons of 24 x 24, strokes in the colour of the text. Decorative: a word always stands beside them or in a label. */
const PATHS = {
  alarms: 'M12 3a6 6 0 0 0-6 6v4l-2 3.5h16L18 13V9a6 6 0 0 0-6-6ZM9.5 19.5a2.6 2.6 0 0 0 5 0',
  facilities: 'M4.5 3.5h15v17h-15zM9.5 17V7.5h3.4a2.9 2.9 0 0 1 0 5.8H9.5',
  junctions: 'M8 2.5h8v19H8zM12 5.2a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2ZM12 10.4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2ZM12 15.6a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2Z',
  signs: 'M3 4h18v10H3zM12 14v7M6.5 7.5h6M6.5 10.5h3.5M15 9h3m-1.5-1.5L18 9l-1.5 1.5',
  links: 'M7.5 21 10 3M16.5 21 14 3M12 4.5v2.5M12 10.5v3M12 17v3',
  devices: 'M5 12a7 7 0 0 1 14 0M8 12a4 4 0 0 1 8 0M12 12v9M9 21h6M12 11.9v.2',
  plans: 'M5 4.500h14v16H5zM9 3v3M15 3v3M8.5 11.200l1.600 1.600 2.900-2.900M8.5 16.500h7',
  corridors: 'M3 18 9 6M9 18l6-12M15 18l6-12M3 21h18',
  undo: 'M8.5 5 4 9.500 8.500 14M4 9.500h9.500a6 6 0 0 1 0 12H9',
  play: 'M7 4.500v15l12-7.500z',
  stop: 'M6.500 6.500h11v11h-11z',
  search: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13ZM15.3 15.3 20.5 20.5',
  close: 'm6 6 12 12M18 6 6 18',
  back: 'M15 5l-7 7 7 7',
  next: 'm9 5 7 7-7 7',
  sun: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z',
  help: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM9.3 9.3a2.8 2.8 0 1 1 4 2.6c-.9.5-1.3 1-1.3 2M12 16.9v.2',
  user: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM4.5 20.5a7.5 7.5 0 0 1 15 0',
  lock: 'M5.5 11h13v10h-13zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11',
  unlock: 'M5.5 11h13v10h-13zM8.5 11V7.5a3.5 3.5 0 0 1 6.8-1.2',
  key: 'M8 11.5a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM11 12.500l8.500-8.500M16 7.500l2.500 2.500M13.500 10l2 2',
  clock: 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM12 7.5V12l3 2',
  check: 'm4.5 12.5 5 5L20 7',
  warning: 'M12 3.5 22 20.5H2zM12 10v5M12 17.6v.2',
  critical: 'M8 2.5h8l5.5 5.5v8L16 21.5H8L2.5 16V8zM12 7.5v6M12 16.4v.2',
  info: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM12 11v5.5M12 7.6v.2',
  cleared: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM8 12.3l3 3L16.3 9',
  up: 'M12 19V5m-6 6 6-6 6 6',
  down: 'M12 5v14m-6-6 6 6 6-6',
  steady: 'M4 12h16m-6-6 6 6-6 6',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  fit: 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5',
  layers: 'm12 3 9 5-9 5-9-5zM3 12.5l9 5 9-5M3 16.5l9 5 9-5',
  bolt: 'M13 2.5 5 13.5h6l-1 8 8-11h-6z',
  log: 'M5 3.5h14v17H5zM8.5 8h7M8.5 12h7M8.5 16h4',
  map: 'm3 6 6-2.5 6 2.5 6-2.5v14.5L15 20.5 9 18l-6 2.5zM9 3.5V18M15 6v14.5',
  list: 'M8.5 6h12M8.5 12h12M8.5 18h12M4 6h.1M4 12h.1M4 18h.1',
  offline: 'M5 12a7 7 0 0 1 10-6.3M19 12a7 7 0 0 0-.6-2.8M12 13v8M9 21h6M4 4l16 16',
  refresh: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4v5h-5',
} as const;
export type IconName = keyof typeof PATHS;

export const Icon = ({ name, size = 18 }: { name: IconName; size?: number }) => (
  <svg class="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
);
