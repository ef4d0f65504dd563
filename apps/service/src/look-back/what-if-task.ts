import type { FacilityQuarter, LinkQuarter } from '@wegweiser/archive';
import { publicAudience, type City, type WhatIfRequest } from '@wegweiser/contracts';
import type { Limits } from '../city/limits.js';

/** What is asked, and what is known of days like it. */
export interface WhatIfTask {
  city: City;
  limits: Limits;
  request: WhatIfRequest;
  /** Beginning of the day, epoch ms. */
  fromMs: number;
  facilities: FacilityQuarter[];
  links: LinkQuarter[];
  /** Days asked for, and whether they are of the same kind as the one in question. */
  days: number;
  alike: boolean;
}

/** Capacity of the audience that the public count is about. */
export const publicCapacity = (f: City['facilities'][number]): number => publicAudience(f).capacity;
