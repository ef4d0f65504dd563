import type { FacilityStatus, LevelOfService } from '@wegweiser/contracts';
import type { Tone } from '../state/assess.js';
import type { Theme } from '../state/ui.js';

/** WebGL knows no style sheets: the map's colours in both themes, the same hues as styles/tokens.css. */
export interface Palette {
  ground: string;
  oldTown: string;
  water: string;
  park: string;
  rail: string;
  street: string;
  casing: string;
  label: string;
  labelFaint: string;
  halo: string;
  ring: string;
  pill: string;
  pillInk: string;
  levels: Readonly<Record<LevelOfService, string>>;
  tones: Readonly<Record<Tone, string>>;
  statuses: Readonly<Record<FacilityStatus, Tone>>;
}

const statuses: Palette['statuses'] = { spacesAvailable: 'ok', almostFull: 'warn', full: 'bad', closed: 'mute', unknown: 'info', unavailable: 'info' };

export const PALETTES: Readonly<Record<Theme, Palette>> = {
  dark: {
    ground: '#0b121a', oldTown: '#16212e', water: '#143a59', park: '#12281f', rail: '#33435a', street: '#1c2836',
    casing: '#080d13', label: '#dbe5f0', labelFaint: '#8fa1b6', halo: '#0c131c', ring: '#ffffff', pill: '#0b1420', pillInk: '#f2f6fb',
    levels: { free: '#38b07c', dense: '#c9b52f', slow: '#f58a1f', jam: '#ff4757', unknown: '#71839a' },
    tones: { ok: '#4cc38a', warn: '#f2b84b', bad: '#ff7078', info: '#6cb2ff', mute: '#94a6bb' },
    statuses,
  },
  light: {
    ground: '#eef2f6', oldTown: '#e2e6eb', water: '#b9d6ec', park: '#d3e6d4', rail: '#9aa8b8', street: '#ffffff',
    casing: '#ffffff', label: '#1a2735', labelFaint: '#4f6073', halo: '#ffffff', ring: '#0b1622', pill: '#ffffff', pillInk: '#101a26',
    levels: { free: '#1d8a57', dense: '#98800a', slow: '#d66400', jam: '#cf1f30', unknown: '#6a7b8e' },
    tones: { ok: '#0b7a4b', warn: '#9a6200', bad: '#bb1f2c', info: '#0b5fc0', mute: '#5b6a7e' },
    statuses,
  },
};
