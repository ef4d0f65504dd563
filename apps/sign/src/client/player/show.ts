import { pageAt, renderFace, unpackPixels, type Face, type Rendering } from '@wegweiser/guidance';
import { saidBy, sliceOf } from '../../panel/draw.js';
import type { SignSpec } from '../../panel/spec.js';
import { spoken } from '../../panel/words.js';

/** Draw again after so long even when nothing changed: a graphics driver may have lost the picture. */
const REFRESH_MS = 60_000;
/** Smaller dots are squares without a gap. */
const ROUND_FROM_PX = 4;

interface Field {
  readonly canvas: HTMLCanvasElement;
  /** First row of the face's pixels that it shows. */
  readonly top: number;
}

/** Largest size of a dot, in whole pixels of the screen where it is one at least. */
export const dotPx = (room: number, dots: number, screenRatio: number): number => {
  const whole = Math.floor((room / dots) * screenRatio) / screenRatio;
  return whole > 0 ? whole : room / dots;
};

/** The whole face on one canvas in the corner, one dot a pixel: for a player that drives a matrix. */
const nativeField = (face: Face, stage: HTMLElement): Field => {
  const { widthPx, heightPx } = renderFace(face, {});
  const canvas = document.createElement('canvas');
  canvas.className = 'led';
  canvas.width = widthPx;
  canvas.height = heightPx;
  canvas.setAttribute('role', 'img');
  const board = stage.querySelector('.board');
  if (board !== null) stage.removeChild(board);
  stage.appendChild(canvas);
  return { canvas, top: 0 };
};

const boardFields = (face: Face, stage: HTMLElement): Field[] => {
  const canvases = Array.from(stage.querySelectorAll<HTMLCanvasElement>('[data-row] canvas'));
  return canvases.map((canvas, index) => ({ canvas, top: sliceOf(face, index, canvas.height).top }));
};

/**
 * The sign on the page, dark until told otherwise. Canvases as large as the panel, one pixel a dot; the style sheet makes
 * lamps of them. The same pixel buffer is filled again and again, so that years of updates leave nothing behind.
 */
export class Show {
  private readonly fields: readonly Field[];
  private readonly image: ImageData;
  private rendering: Rendering;
  private said: string | null = null;
  private painted: string | null = null;
  private paintedAtMs = 0;

  constructor(
    private readonly spec: SignSpec,
    private readonly stage: HTMLElement,
    private readonly native: boolean,
  ) {
    this.fields = native ? [nativeField(spec.face, stage)] : boardFields(spec.face, stage);
    this.rendering = renderFace(spec.face, {});
    this.image = new ImageData(this.rendering.widthPx, this.rendering.heightPx);
  }

  /** Texts by field; one that is not named is dark. Returns when a page turns, epoch ms, or `null`. */
  show(texts: Readonly<Record<string, string>>, nowMs: number): number | null {
    const { face } = this.spec;
    const said = JSON.stringify(texts);
    if (said !== this.said) {
      this.said = said;
      this.painted = null;
      this.rendering = renderFace(face, texts);
      this.fields.forEach(({ canvas }, index) => canvas.setAttribute('aria-label', spoken(this.words(index), 'de')));
    }
    const { page, untilMs } = pageAt(this.rendering.pages, nowMs);
    const key = String(page);
    if (key !== this.painted || Math.abs(nowMs - this.paintedAtMs) > REFRESH_MS) {
      this.painted = key;
      this.paintedAtMs = nowMs;
      this.paint(page);
    }
    return untilMs;
  }

  /** On one canvas for all, the fields of a counter panel are said together. */
  private words(index: number): string {
    const { face } = this.spec;
    if (!this.native || face.kind === 'text') return saidBy(face, this.rendering, index);
    return face.rowIds.map((_, row) => saidBy(face, this.rendering, row)).join(' / ');
  }

  /** As large as fits, in whole pixels of the screen a dot. */
  fit(): void {
    if (this.native) return;
    const { widthPx, heightPx } = this.rendering;
    const ratio = window.devicePixelRatio || 1;
    const board = this.stage.querySelector('.board');
    const em = board === null ? 16 : parseFloat(getComputedStyle(board).fontSize);
    const isText = this.spec.face.kind === 'text';
    const dot = isText ? Math.min(dotPx(innerWidth - 3 * em, widthPx, ratio), dotPx(innerHeight - 3 * em, heightPx, ratio)) : dotPx(1.2 * em, 7, ratio);
    for (const { canvas } of this.fields) {
      canvas.style.width = `${canvas.width * dot}px`;
      canvas.style.height = `${canvas.height * dot}px`;
      canvas.style.webkitMaskSize = `${dot}px ${dot}px`;
      canvas.classList.toggle('led--lamps', dot >= ROUND_FROM_PX);
    }
  }

  /** Dark dots are clear, so that the unlit lamp behind them is seen; on a matrix they are black. */
  private paint(page: number | null): void {
    const { palette, pages } = this.rendering;
    const { data } = this.image;
    const colours = palette.map((hex) => parseInt(hex.slice(1), 16));
    const shown = page === null ? undefined : pages[page];
    const pixels = shown === undefined ? null : unpackPixels(shown);
    for (let at = 0; at * 4 < data.length; at += 1) {
      const index = pixels === null ? 0 : (pixels[at] ?? 0);
      const colour = colours[index] ?? 0;
      data[at * 4] = colour >> 16;
      data[at * 4 + 1] = (colour >> 8) & 255;
      data[at * 4 + 2] = colour & 255;
      data[at * 4 + 3] = index > 0 || this.native ? 255 : 0;
    }
    for (const { canvas, top } of this.fields) {
      const context = canvas.getContext('2d');
      if (context !== null) context.putImageData(this.image, 0, -top);
    }
  }
}
