import type { FacilityStatus, LadderLevel } from '@wegweiser/contracts';
import type { Map as GlMap } from 'maplibre-gl';
import { STATUS_SHAPES } from '../ui/glyph.js';
import type { JunctionFace, SignFace, Tone } from '../state/assess.js';
import type { Palette } from './palette.js';

/**
 * Icons of the map, drawn on a canvas when first asked for: `{kind}|{what}|…`. No sprite, no glyph server, nothing to load.
 * The shapes are those of the lists.
 */
const RATIO = 2;
/** Numbers change all day: beyond this the ones not in use are thrown away. */
const MAX_PILLS = 400;

type Draw = (g: CanvasRenderingContext2D) => void;

let easel: CanvasRenderingContext2D | null = null;

/** One canvas for all, kept in memory: hundreds of numbers change in a second, and reading one back from a graphics card takes longer than drawing it. */
function draw(width: number, height: number, paint: Draw): ImageData | null {
  easel ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const g = easel;
  if (g === null) return null;
  const { canvas } = g;
  // A new size, or the same one set again, is a clean sheet with every setting at its beginning.
  canvas.width = width * RATIO;
  canvas.height = height * RATIO;
  g.scale(RATIO, RATIO);
  g.lineCap = 'round';
  g.lineJoin = 'round';
  paint(g);
  return g.getImageData(0, 0, canvas.width, canvas.height);
}

function shape(g: CanvasRenderingContext2D, status: FacilityStatus, x: number, y: number, size: number, fill: string, cut: string): void {
  const { body, cut: mark } = STATUS_SHAPES[status];
  g.save();
  g.translate(x, y);
  g.scale(size / 24, size / 24);
  g.fillStyle = fill;
  g.fill(new Path2D(body));
  g.strokeStyle = cut;
  g.lineWidth = 2.8;
  g.stroke(new Path2D(mark));
  g.restore();
}

const PILL = { width: 62, height: 26 };
function pill(p: Palette, status: FacilityStatus, text: string, old: boolean): ImageData | null {
  const tone = p.tones[p.statuses[status]];
  return draw(PILL.width, PILL.height, (g) => {
    g.fillStyle = p.pill;
    g.strokeStyle = tone;
    g.lineWidth = 1.75;
    if (old) g.setLineDash([4, 3]);
    g.beginPath();
    g.roundRect(1, 1, PILL.width - 2, PILL.height - 2, 8);
    g.fill();
    // Old values are dashed and paler; the ground stays solid, so that nothing shines through the number.
    g.globalAlpha = old ? 0.72 : 1;
    g.stroke();
    g.setLineDash([]);
    shape(g, status, 6, 5.5, 15, tone, p.pill);
    g.fillStyle = p.pillInk;
    g.font = '700 13.5px "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';
    g.textAlign = 'right';
    g.textBaseline = 'middle';
    g.fillText(text, PILL.width - 8, PILL.height / 2 + 0.5);
  });
}

const JUNCTION_MARKS: Readonly<Record<JunctionFace, string>> = { ok: 'M12 7v.1M12 12v.1M12 17v.1', recommendation: 'M12 17.5V7m-4.2 4.2L12 7l4.2 4.2', fault: 'M12 9v5M12 17v.2', offline: 'm8 8 8 8' };
function junction(p: Palette, face: JunctionFace): ImageData | null {
  const colour = { ok: p.labelFaint, recommendation: p.tones.info, fault: p.tones.bad, offline: p.tones.mute }[face];
  const strong = face === 'recommendation' || face === 'fault';
  return draw(24, 24, (g) => {
    const body = new Path2D(face === 'fault' ? 'M12 2.2 22.5 20.800H1.500Z' : 'M12 3.200a8.8 8.8 0 1 1 0 17.6 8.8 8.8 0 0 1 0-17.600Z');
    g.fillStyle = strong ? colour : p.pill;
    g.fill(body);
    g.strokeStyle = colour;
    g.lineWidth = 1.6;
    if (face === 'offline') g.setLineDash([3, 3]);
    g.stroke(body);
    g.setLineDash([]);
    g.strokeStyle = strong ? p.pill : colour;
    g.lineWidth = face === 'ok' ? 2.9 : 2.2;
    g.stroke(new Path2D(JUNCTION_MARKS[face]));
  });
}

const SIGN_MARKS: Readonly<Record<LadderLevel, string>> = { live: 'M6.5 9.500h5M14.5 9.500h3M6.5 13h6M16 13h1.5', estimate: 'M6.5 11.800c1.8-2.6 3.7-2.6 5.5-1s3.7 1.6 5.5-1', direction: 'M12 14.500V8m-2.8 2.800L12 8l2.8 2.8', blank: '' };
const SIGN_BODY = 'M4.5 6h15a1.5 1.5 0 0 1 1.5 1.500v8a1.5 1.5 0 0 1-1.5 1.500h-15A1.5 1.5 0 0 1 3 15.500v-8A1.5 1.5 0 0 1 4.5 6Z';
function sign(p: Palette, level: LadderLevel, face: SignFace): ImageData | null {
  const colour = face === 'mismatch' ? p.tones.bad : face === 'offline' ? p.tones.mute : { live: p.tones.ok, estimate: p.tones.info, direction: p.tones.warn, blank: p.tones.mute }[level];
  return draw(24, 24, (g) => {
    const body = new Path2D(SIGN_BODY);
    g.fillStyle = p.pill;
    g.fill(body);
    g.strokeStyle = colour;
    g.lineWidth = 1.7;
    if (face === 'offline') g.setLineDash([3, 2.5]);
    g.stroke(body);
    g.setLineDash([]);
    g.stroke(new Path2D(face === 'mismatch' ? 'M12 8.500v3.500M12 14.500v.1' : face === 'offline' ? 'm7 8.5 10 6' : SIGN_MARKS[level]));
    if (face !== 'locked') return;
    g.fillStyle = p.tones.warn;
    g.fill(new Path2D('M14.5 15.500h8v7h-8z'));
    g.strokeStyle = p.tones.warn;
    g.stroke(new Path2D('M16.3 15.500v-1.800a2.2 2.2 0 0 1 4.4 0v1.8'));
  });
}

/** A dot that works, a triangle with a fault, a broken square that is not heard. */
function device(p: Palette, tone: Tone): ImageData | null {
  return draw(16, 16, (g) => {
    g.fillStyle = tone === 'mute' ? p.pill : p.tones[tone];
    g.strokeStyle = tone === 'mute' ? p.tones.mute : p.casing;
    g.lineWidth = tone === 'mute' ? 1.6 : 1;
    if (tone === 'mute') g.setLineDash([2.4, 2]);
    const body = new Path2D(tone === 'ok' ? 'M8 4.500a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7Z' : tone === 'mute' ? 'M3.5 3.500h9v9h-9z' : 'M8 2 14.500 13.500h-13Z');
    g.fill(body);
    g.stroke(body);
  });
}

/** Points the way that traffic reads the sign. */
const pointer = (p: Palette): ImageData | null =>
  draw(36, 36, (g) => {
    g.fillStyle = p.labelFaint;
    g.fill(new Path2D('M18 1.5 23.5 8.500h-11Z'));
  });
const chevron = (p: Palette): ImageData | null =>
  draw(12, 12, (g) => {
    g.strokeStyle = p.halo;
    g.lineWidth = 2;
    g.stroke(new Path2D('m4 2.5 4 3.5-4 3.5'));
  });

function imageFor(id: string, palette: Palette): ImageData | null {
  const [kind = '', a = '', b = '', c = ''] = id.split('|');
  switch (kind) {
    case 'pill':
      return pill(palette, a as FacilityStatus, b, c === 'old');
    case 'junction':
      return junction(palette, a as JunctionFace);
    case 'sign':
      return sign(palette, a as LadderLevel, b as SignFace);
    case 'device':
      return device(palette, a as Tone);
    case 'pointer':
      return pointer(palette);
    case 'chevron':
      return chevron(palette);
    default:
      return null;
  }
}

/** Draws images when the map misses them; `renew` after a change of theme. */
export function keepIcons(map: GlMap, palette: () => Palette): { renew: () => void; prune: (inUse: ReadonlySet<string>) => void } {
  const known = new Set<string>();
  map.setMissingStyleImageResolver((id) => {
    const image = imageFor(id, palette());
    if (image === null || map.hasImage(id)) return;
    map.addImage(id, image, { pixelRatio: RATIO });
    known.add(id);
  });
  const drop = (ids: Iterable<string>) => {
    for (const id of ids) {
      known.delete(id);
      if (map.hasImage(id)) map.removeImage(id);
    }
  };
  return {
    renew: () => {
      for (const id of known) {
        const image = imageFor(id, palette());
        if (image !== null && map.hasImage(id)) map.updateImage(id, image);
      }
    },
    prune: (inUse) => {
      if (known.size > MAX_PILLS) drop([...known].filter((id) => id.startsWith('pill|') && !inUse.has(id)));
    },
  };
}
