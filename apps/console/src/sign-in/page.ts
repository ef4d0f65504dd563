import { html, type Html } from '@wegweiser/web-kit';
import { WORDS, type Lang, type Problem } from './words.js';

export interface SignInPage {
  lang: Lang;
  way: 'provider' | 'local' | 'none';
  /** The built-in account with a password that nobody chose. */
  demo: boolean;
  /** Its name, in the demo. */
  account: string | null;
  /** Path to go on to. */
  back: string;
  /** Who is signed in already. */
  name: string | null;
  problem: Problem | null;
  /** A window that was opened for signing in alone. */
  done: boolean;
}

/** The page where people sign in: complete without scripts. */
export function renderSignInPage(page: SignInPage): string {
  const w: Words = WORDS[page.lang];
  const isIn = page.name !== null && page.problem === null;
  const title = isIn ? w.signedInTitle : w.title;
  return `<!doctype html>\n${html`<html lang="${page.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} – Wegweiser</title>
<link rel="icon" href="/console/sign-in.svg" type="image/svg+xml">
<link rel="stylesheet" href="/console/sign-in.css">
</head>
<body>
<main>
<p class="brand">Wegweiser</p>
<h1>${title}</h1>
${page.problem !== null && html`<p class="problem" role="alert">${w.problems[page.problem]}</p>`}
${isIn ? signedIn(page, w) : door(page, w)}
</main>
</body>
</html>`.toString()}\n`;
}

type Words = (typeof WORDS)[Lang];

const signedIn = ({ name, done, back }: SignInPage, w: Words): Html => html`<p>${w.signedIn(name ?? '')}</p>
${done ? html`<p>${w.close}</p>` : html`<p><a class="button" href="${back}">${w.goOn}</a></p>`}`;

function door(page: SignInPage, w: Words): Html {
  if (page.way === 'none') return html`<p>${w.none}</p>`;
  if (page.way === 'provider') return html`<p>${w.provider}</p>
<p><a class="button" href="/sign-in/provider?return=${encodeURIComponent(page.back)}">${w.toProvider}</a></p>`;
  return html`<p class="note">${page.demo ? w.demo : w.local}</p>
<form method="post" action="/sign-in">
<input type="hidden" name="return" value="${page.back}">
<label for="name">${w.name}</label>
<input id="name" name="name" autocomplete="username" maxlength="60" required value="${page.account ?? ''}">
<label for="password">${w.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required autofocus>
<button>${w.go}</button>
</form>`;
}
