import { loadLimits } from './limits.js';
import { openCity } from './open-city.js';

/** `npm run city:check -- config/cities/ingolstadt`: everything that is wrong with a city, at once. */
const dir = process.argv[2] ?? 'config/cities/ingolstadt';
const outcome = await openCity(dir);
const limits = loadLimits('config/limits.yaml');
for (const { where, message } of limits.ok ? [] : limits.problems) console.error(`${where}: ${message}`);
if (!limits.ok) process.exitCode = 1;
if (outcome.ok) {
  const { city } = outcome;
  console.log(`${dir}: ${city.facilities.length} garages, ${city.junctions.length} junctions, ${city.links.length} links, ${city.signs.length} signs, ${city.sources.length} sources: all right`);
} else {
  for (const { where, message } of outcome.problems) console.error(`${where}: ${message}`);
  console.error(`${dir}: ${outcome.problems.length} problems`);
  process.exitCode = 1;
}
