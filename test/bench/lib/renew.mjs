import { readFileSync, writeFileSync } from 'node:fs';

/** Puts a table of Markdown cells between its marks, `<!-- NAME: begin -->` and `<!-- NAME: end -->`. */
export function renewTable(file, name, head, rows) {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for ${name}`);
  writeFileSync(file, `${text.slice(0, from + begin.length)}\n${asTable(head, rows)}\n${text.slice(to)}`);
}

export const asTable = (head, rows) => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
