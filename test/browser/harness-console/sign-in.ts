import type { Page } from 'playwright-core';
import { PASSWORD } from './server.js';

/** Fills the built-in account's form and waits until it is gone. */
export async function signIn(page: Page, name: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Passwort').fill(password);
  await page.getByRole('button', { name: 'Anmelden', exact: true }).last().click();
  if (password === PASSWORD) await page.getByLabel('Passwort').waitFor({ state: 'detached' });
}
