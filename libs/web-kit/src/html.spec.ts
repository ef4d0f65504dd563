import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, html, jsonScript, raw } from './html.js';

describe('html', () => {
  it('escapes every value, in text and in attributes', () => {
    const evil = `"><script>alert('x')</script>&`;
    expect(html`<b title="${evil}">${evil}</b>`.toString()).toBe(`<b title="${escapeHtml(evil)}">${escapeHtml(evil)}</b>`);
    expect(escapeHtml(evil)).not.toMatch(/[<>"']/);
  });
  it('takes markup of its own as it is, joins lists and leaves out nothing-values', () => {
    expect(html`<ul>${['a', 'b'].map((one) => html`<li>${one}</li>`)}</ul>${false}${null}${undefined}${0}${raw('<hr>')}`.toString()).toBe('<ul><li>a</li><li>b</li></ul>0<hr>');
  });
  it('lets no text leave its place', () => {
    fc.assert(fc.property(fc.string(), (text) => !/[<>"']/.test(html`<p>${text}</p>`.toString().slice(3, -4))));
  });
});

describe('jsonScript', () => {
  it('cannot be closed by its data and reads back the same', () => {
    const value = { text: '</script><script>alert(1)</script><!--' };
    const markup = jsonScript('data', value).toString();
    expect(markup.match(/<\/script>/g)).toHaveLength(1);
    expect(JSON.parse(/>(.*)</.exec(markup)?.[1] ?? '')).toEqual(value);
  });
});
