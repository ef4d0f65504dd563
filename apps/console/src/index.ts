import { fileURLToPath } from 'node:url';

/**
 * Absolute path of the built operators' page, to be served under `/console/` by a static handler (`index.html` with
 * `no-cache`, `assets/` with hashed names and so for ever). Works from `src` and from `dist` alike.
 */
export const consoleDir = (): string => fileURLToPath(new URL('../dist/client', import.meta.url));

export { renderSignInPage, type SignInPage } from './sign-in/page.js';
