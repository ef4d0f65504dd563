import type { City } from '@wegweiser/contracts';
import { ownsObject, type ObjectKind } from '@wegweiser/contracts/access';
import type { LiveStore } from '../../live/live-store.js';
import type { Identity } from './identity.js';

export interface AccessObject {
  kind: ObjectKind;
  id: string | null;
}
const COLLECTION_OF_ALARM: Record<string, ObjectKind> = { sign: 'signs', facility: 'facilities', junction: 'junctions', link: 'links', plan: 'plans' };

/** In which control area a thing lies, and so who is responsible for it. */
export class ObjectAreas {
  private readonly areas = new Map<string, string>();

  constructor(city: City, private readonly store: LiveStore) {
    for (const kind of ['signs', 'facilities', 'junctions', 'links', 'corridors'] as const) for (const { id, area } of city[kind]) this.areas.set(`${kind}/${id}`, area);
    // A plan that reaches beyond one area is for those who are responsible for the whole city.
    for (const plan of city.plans) {
      const areas = new Set(plan.measures.map((m) => this.areas.get('sign' in m ? `signs/${m.sign}` : `facilities/${'close' in m ? m.close : m.facility}`)));
      const [only] = areas;
      if (areas.size === 1 && only !== undefined) this.areas.set(`plans/${plan.id}`, only);
    }
  }

  areaOf({ kind, id }: AccessObject): string | null {
    if (id === null) return null;
    if (kind === 'recommendations') {
      for (const of of ['junctions', 'corridors'] as const) {
        const owner = this.store.list(of).find((one) => one.recommendation?.id === id);
        if (owner !== undefined) return this.areaOf({ kind: of, id: owner.id });
      }
      return null;
    }
    if (kind === 'alarms') {
      const about = this.store.find('alarms', id)?.about;
      const of = about === undefined ? undefined : COLLECTION_OF_ALARM[about.kind];
      return of === undefined ? null : this.areaOf({ kind: of, id: about!.id });
    }
    return this.areas.get(`${kind}/${id}`) ?? null;
  }

  /** What is to be known of the two for a decision. */
  claimOf(identity: Identity, object: AccessObject | null): { ownsObject: boolean; inArea: boolean } {
    const areas = identity.kind === 'person' || identity.kind === 'key' ? identity.areas : [];
    const area = object === null ? null : this.areaOf(object);
    return { ownsObject: identity.kind === 'key' && ownsObject(identity.objects, object), inArea: areas === '*' || (area !== null && areas.includes(area)) };
  }
}
