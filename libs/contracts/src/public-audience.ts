import type { FacilityConfig } from './city.js';

/** The audience that a facility's own count is about: short stayers where there are any, else the first. */
export const publicAudience = ({ audiences }: Pick<FacilityConfig, 'audiences'>): FacilityConfig['audiences'][number] => audiences.find((a) => a.id === 'shortStay') ?? audiences[0]!;
