/**
 * Server and client rendering without a framework: a tagged template whose values are escaped, so that forgetting to
 * escape is not possible; only what came out of `html` or `raw` goes in as it is.
 */
export class Html {
  constructor(private readonly markup: string) {}
  toString(): string {
    return this.markup;
  }
}
/** `false`, `null` and `undefined` render nothing, so that `condition && html\`…\`` can stand in a template. */
export type HtmlValue = Html | string | number | false | null | undefined | readonly HtmlValue[];

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Safe in text and in quoted attributes. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => ESCAPES[letter] as string);

const render = (value: HtmlValue): string => {
  if (value === false || value === null || value === undefined) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return value.map(render).join('');
};

/** `html\`<b>${name}</b>\`` with every value escaped. Attributes must be quoted in the template. */
export const html = (parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html =>
  new Html(parts.reduce((markup, part, index) => markup + (index === 0 ? '' : render(values[index - 1])) + part, ''));

/** Markup that is trusted because this project wrote it. Never for data. */
export const raw = (markup: string): Html => new Html(markup);

/**
 * Data for a page's script, readable by `readJson`. Not executable, so a content security policy without `unsafe-inline`
 * allows it; `<` is escaped so that no value can close the element.
 */
export const jsonScript = (id: string, value: unknown): Html =>
  new Html(`<script type="application/json" id="${escapeHtml(id)}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>`);

/** A whole document: with its doctype, as a string to send. */
export const htmlDocument = (root: Html): string => `<!doctype html>\n${root.toString()}\n`;
