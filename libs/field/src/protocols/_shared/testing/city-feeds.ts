/** For specs: recorded answers of German cities, outside of the repository. Specs skip, saying so, where they are missing. */
import { existsSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../../../../../../shared/fixtures/city-feeds/', import.meta.url);

export const hasCityFeeds = existsSync(FOLDER);
export const cityFeed = (name: string): Buffer => readFileSync(new URL(name, FOLDER));
