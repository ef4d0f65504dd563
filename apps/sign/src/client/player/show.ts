import { drawMulti, rowMulti, type Picture } from '../../panel/draw.js';
import { fieldPanel, type SignSpec } from '../../panel/spec.js';
import { plainMulti, spoken } from '../../panel/words.js';

const SVG = 'http://www.w3.org/2000/svg';

/** One field of the sign on the page: only attributes change, so that years of updates leave nothing behind. */
class Field {
  private shown: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly svg: Element,
    private readonly draw: (text: string) => Picture,
    private readonly say: (text: string) => string,
  ) {}

  show(text: string): void {
    if (text === this.shown) return;
    this.shown = text;
    clearTimeout(this.timer);
    this.svg.setAttribute('aria-label', this.say(text));
    const picture = this.draw(text);
    this.size(picture);
    this.page(picture, 0);
  }

  /** Pages take turns as their times say; one page alone is steady. */
  private page(picture: Picture, index: number): void {
    const page = picture.pages[index];
    this.light(page?.layers ?? []);
    if (page === undefined || picture.pages.length < 2) return;
    const next = (): void => this.page(picture, (index + 1) % picture.pages.length);
    this.timer = setTimeout(() => {
      if (page.offMs === 0) return next();
      this.light([]);
      this.timer = setTimeout(next, page.offMs);
    }, Math.max(100, page.onMs));
  }

  private size({ widthPx, heightPx }: Picture): void {
    const box = `0 0 ${widthPx} ${heightPx}`;
    if (this.svg.getAttribute('viewBox') === box) return;
    this.svg.setAttribute('viewBox', box);
    this.svg.setAttribute('width', String(widthPx));
    this.svg.setAttribute('height', String(heightPx));
    let off = '';
    for (let y = 0; y < heightPx; y += 1) off += `M.5 ${y + 0.5}H${widthPx - 0.4}`;
    this.svg.querySelector('.led__off')?.setAttribute('d', off);
  }

  private light(layers: Picture['pages'][number]['layers']): void {
    const group = this.svg.querySelector('.led__on');
    if (group === null) return;
    while (group.childNodes.length > layers.length) group.removeChild(group.lastChild as Node);
    while (group.childNodes.length < layers.length) group.appendChild(document.createElementNS(SVG, 'path'));
    layers.forEach(({ colour, d }, index) => {
      const path = group.childNodes[index] as Element;
      path.setAttribute('stroke', colour);
      path.setAttribute('d', d);
    });
  }
}

/** The sign on the page, dark until told otherwise. */
export class Show {
  private readonly fields = new Map<string, Field>();

  constructor(
    private readonly spec: SignSpec,
    root: ParentNode,
  ) {
    root.querySelectorAll('[data-row]').forEach((element) => {
      const svg = element.querySelector('svg');
      if (svg !== null) this.fields.set(element.getAttribute('data-row') ?? '', new Field(svg, this.drawer(), (text) => spoken(spec.kind === 'text' ? plainMulti(text) : text, 'de')));
    });
  }

  /** `texts` by row; a row that is not named is dark. */
  show(texts: ReadonlyMap<string, string>): void {
    this.fields.forEach((field, rowId) => field.show(texts.get(rowId) ?? ''));
  }

  private drawer(): (text: string) => Picture {
    const { spec } = this;
    if (spec.kind === 'text') return (multi) => drawMulti(multi, spec.panel);
    return (text) => drawMulti(rowMulti(text), fieldPanel(Math.max(spec.cells, text.length), spec.colour));
  }
}
