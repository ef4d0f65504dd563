import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LEFT_OUT = new Set(['node_modules', 'dist', '.git', '.data', '.issues']);

function pagesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : pagesIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** Files that a page points to and that are not there. */
function deadLinks(page: string, text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map((found) => found[1]!).filter((target) => !/^[a-z]+:/.test(target));
  return targets.filter((target) => !existsSync(join(ROOT, dirname(page), target)));
}

describe('what is written', () => {
  it('points to files that are there', () => {
    const pages = pagesIn('.');
    expect(pages).toContain('README.md');
    expect(pages.length).toBeGreaterThan(20);
    expect(pages.flatMap((page) => deadLinks(page, readFileSync(join(ROOT, page), 'utf8')).map((target) => `${page}: ${target}`))).toEqual([]);
  });

  it.each([['[a](nowhere.md)', 1], ['![a](docs/nowhere.png) [b](README.md#top)', 1], ['[a](https://example.org) [b](#here)', 0]])('%s would be found', (text, dead) => {
    expect(deadLinks('page.md', text)).toHaveLength(dead);
  });
});
