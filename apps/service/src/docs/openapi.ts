import 'reflect-metadata';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { AlarmState, AudienceState, City, CorridorRecommendation, CorridorState, CorridorTiming, DeviceState, FacilityState, JunctionState, LinkState, PlanMeasureState, PlanState, Problem, RecommendationState, SignalPlan, SignOrderMessage, SignState, StreetZoneState, Text } from '@wegweiser/contracts';
import { KEY_KINDS, partyOfKey, RIGHTS, routeAccess, USER_ROLES, type Party } from '@wegweiser/contracts/access';
import { createLogger, Settings } from '@wegweiser/platform';
import { DEFAULT_LIMITS } from '../city/limits.js';
import { createApp } from '../create-service.js';
import { openApi } from '../gateway/rest/schemas.js';

type Json = Record<string, unknown>;
type Operation = Json & { responses: Json; parameters?: Json[]; security?: Json[] };

/** Schemas that stand once under a name; wherever the document has the same it refers to them. Parts before wholes. */
const NAMED = { Text, SignalPlan, Problem, SignOrder: SignOrderMessage, AudienceState, FacilityState, LinkState, RecommendationState, JunctionState, SignState, AlarmState, DeviceState, PlanMeasureState, PlanState, CorridorTiming, CorridorRecommendation, CorridorState, StreetZoneState };

const CSRF_PARAMETER = { name: 'X-Wegweiser-Csrf', in: 'header', required: false, description: 'Token of the session (`GET /api/v1/session`); needed with the cookie, not with a key', schema: { type: 'string' } };

/** The service as its own code describes it. Needs neither broker nor database: nothing is started. */
export async function openApiDocument(): Promise<OpenAPIObject> {
  const app = await createApp({ settings: Settings.parse({ WEGWEISER_DATABASE_URL: 'postgres://not-opened' }), city: emptyCity(), sources: [], limits: DEFAULT_LIMITS, log: createLogger('silent') });
  const head = new DocumentBuilder()
    .setOpenAPIVersion('3.0.3')
    .setTitle('Wegweiser: REST')
    .setVersion('1.0.0')
    .setDescription('Live state, history, signs and operators\' actions of one city. The version is part of every path; within a version fields are only added, and readers ignore what they do not know. Errors are RFC 9457 problems.')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addCookieAuth('wegweiser', { type: 'apiKey', in: 'cookie', description: 'Session of a person who signed in; `__Host-wegweiser` over TLS' }, 'session')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'Key of a sign, a partner system or a machine: `wgw_...`' }, 'key')
    .build();
  const document = SwaggerModule.createDocument(app, head, { operationIdFactory: operationId });
  return tidy(document);
}

/** `StateController.facility` -> `stateFacility`. */
const operationId = (controller: string, method: string): string => `${controller[0]!.toLowerCase()}${controller.slice(1).replace(/Controller$/, '')}${method[0]!.toUpperCase()}${method.slice(1)}`;

/** The document does not depend on a city. */
const emptyCity = () =>
  City.parse({
    city: { id: 'none', name: '-', timeZone: 'Europe/Berlin', holidayRegion: 'DE-BY', centre: [0, 0], bounds: [0, 0, 0, 0], attribution: { de: '-', en: '-' } },
    areas: [{ id: 'none', name: { de: '-', en: '-' } }],
  });

function tidy(document: OpenAPIObject): OpenAPIObject {
  // Pages are for people; what programs may rely on is below /api.
  document.paths = Object.fromEntries(Object.entries(document.paths).filter(([path]) => path.startsWith('/api/')));
  for (const [path, operations] of Object.entries(document.paths)) for (const [method, operation] of Object.entries(operations as Record<string, Operation>)) addCommon(operation, method, path);
  const plain = withoutPatterns(document) as OpenAPIObject;
  const schemas: Json = {};
  const references = new Map<string, string>();
  for (const [name, schema] of Object.entries(NAMED)) {
    const json = withoutPatterns(openApi(schema));
    schemas[name] = referring(json, references);
    references.set(canonical(json), name);
  }
  const { components, paths, ...rest } = plain;
  return { ...rest, paths: referring(paths, references) as OpenAPIObject['paths'], components: { ...components, schemas: schemas as never } };
}

/** What holds for every operation: problems, and who is let in as the table of access says. */
function addCommon(operation: Operation, method: string, path: string): void {
  operation.responses['default'] = { description: 'A problem (RFC 9457)', content: { 'application/problem+json': { schema: openApi(Problem) } } };
  const right = routeAccess(method.toUpperCase(), path.replace(/\{(\w+)\}/g, ':$1'), {})?.right;
  if (right === undefined || right === 'open') return;
  const holds = (party: Party) => RIGHTS[right][party] !== 'no';
  operation.security = [...(USER_ROLES.some(holds) ? [{ session: [] }] : []), ...(KEY_KINDS.some((kind) => holds(partyOfKey(kind))) ? [{ key: [] }] : [])];
  if (method !== 'get' && USER_ROLES.some(holds)) operation.parameters = [...(operation.parameters ?? []), CSRF_PARAMETER];
}

/** Replaces what equals a named schema by a reference to it. */
function referring(value: unknown, references: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((v) => referring(v, references));
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value as Json;
  const name = references.get(canonical(rest));
  if (name !== undefined) return nullable === true ? { nullable: true, allOf: [refTo(name)] } : refTo(name);
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, referring(v, references)]));
}

const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const canonical = (value: unknown): string => JSON.stringify(value, (_key, v: unknown) => (typeof v === 'object' && v !== null && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v));

/** The pattern beside a `format` says no more than the format's name, at length. Readers ignore unknown fields. */
function withoutPatterns(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPatterns);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([k, v]) => !(k === 'pattern' && 'format' in value) && !(k === 'additionalProperties' && v === false));
  return Object.fromEntries(entries.map(([k, v]) => [k, withoutPatterns(v)]));
}
