import { renderMulti, unpackPixels, type Rendering, type TextPanel } from '@wegweiser/guidance';
import type { SignConfig } from '@wegweiser/contracts';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Canvas pixels of one lamp. */
const LAMP_PX = 6;

const FOREGROUND: Readonly<Record<SignConfig['colour'], [number, number, number]>> = { amber: [255, 208, 0], white: [255, 255, 255], rgb: [255, 255, 255] };

/** The sign's panel as the rules of guidance know it: what is drawn here is what the sign's player draws. */
export function panelOf(sign: SignConfig): TextPanel {
  const { matrix } = sign;
  const size: TextPanel['matrix'] = matrix === undefined ? { kind: 'character', columns: 20, rows: 3 } : 'columns' in matrix ? { kind: 'character', columns: matrix.columns, rows: matrix.lines } : 'lines' in matrix ? { kind: 'line', widthPx: matrix.widthPx, rows: matrix.lines } : { kind: 'full', ...matrix };
  return { kind: 'text', matrix: size, font: 1, colours: sign.colour === 'rgb' ? 'rgb' : 'monochrome', foreground: FOREGROUND[sign.colour], graphics: sign.graphics };
}

export type Drawn = { ok: true; rendering: Rendering } | { ok: false; detail: string };

export function drawMulti(sign: SignConfig, multi: string): Drawn {
  const result = renderMulti(multi, panelOf(sign));
  return result.ok ? { ok: true, rendering: result.rendering } : { ok: false, detail: `${result.code}: ${result.detail}` };
}

/** One number field of a counter panel; words that are wider than the digits get the small font, or a wider field. */
export function drawDigits(sign: SignConfig, text: string): Drawn {
  const escaped = text.replaceAll('[', '[[').replaceAll(']', ']]');
  let last: Drawn = { ok: false, detail: '' };
  for (const [font, widthPx] of [[2, sign.digits * 8 + 1], [1, sign.digits * 8 + 1], [1, text.length * 6 + 2]] as const) {
    const panel: TextPanel = { ...panelOf(sign), matrix: { kind: 'full', widthPx: Math.max(16, widthPx), heightPx: 11 }, font };
    const result = renderMulti(`[jp3][jl4]${escaped}`, panel);
    if (result.ok) return { ok: true, rendering: result.rendering };
    last = { ok: false, detail: `${result.code}: ${result.detail}` };
  }
  return last;
}

function paint(canvas: HTMLCanvasElement, rendering: Rendering, page: number): void {
  const shown = rendering.pages[page];
  const g = canvas.getContext('2d');
  if (g === null || shown === undefined) return;
  const { widthPx, heightPx } = shown;
  canvas.width = widthPx * LAMP_PX;
  canvas.height = heightPx * LAMP_PX;
  g.fillStyle = '#07090b';
  g.fillRect(0, 0, canvas.width, canvas.height);
  unpackPixels(shown).forEach((index, at) => {
    const [x, y] = [(at % widthPx) * LAMP_PX + LAMP_PX / 2, Math.floor(at / widthPx) * LAMP_PX + LAMP_PX / 2];
    const colour = rendering.palette[index];
    const lit = index !== 0 && colour !== undefined;
    if (lit) {
      g.globalAlpha = 0.28;
      g.fillStyle = colour;
      g.beginPath();
      g.arc(x, y, LAMP_PX * 0.72, 0, 7);
      g.fill();
    }
    g.globalAlpha = 1;
    g.fillStyle = lit ? colour : '#1a1d20';
    g.beginPath();
    g.arc(x, y, LAMP_PX * (lit ? 0.44 : 0.3), 0, 7);
    g.fill();
  });
}

/** Lamps of one page, drawn pixel for pixel. */
export function Led({ rendering, page = 0, label }: { rendering: Rendering; page?: number; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef('');
  useLayoutEffect(() => {
    const key = JSON.stringify([rendering.palette, rendering.pages[page]]);
    if (canvas.current === null || key === last.current) return;
    last.current = key;
    paint(canvas.current, rendering, page);
  });
  return <canvas ref={canvas} class="led" role="img" aria-label={label} />;
}
