/** Injection tokens of what the whole process shares. */
export const SETTINGS = Symbol('settings');
export const LOGGER = Symbol('logger');
export const CLOCK = Symbol('clock');
export const METRICS = Symbol('metrics');
export const CITY = Symbol('city');
/** Limits of the rules: `Limits`. */
export const LIMITS = Symbol('limits');
export const SOURCES = Symbol('sources');
export const STORE = Symbol('live store');
/** The journal of the field role, here or elsewhere: a `RecordFeed`. */
export const FEED = Symbol('record feed');
/** `EngineService`, or `null` in a process without that role. */
export const ENGINE = Symbol('engine');
export const FIELD = Symbol('field');
export const ARCHIVE = Symbol('archive');
/** Carries out operators' commands: a `CommandPort`. */
export const COMMANDS = Symbol('commands');
/** Where gateways hear of changes: a `LiveFeed`. */
export const LIVE_FEED = Symbol('live feed');
/** How good the forecasts have been: a `ForecastPort`. */
export const FORECAST = Symbol('forecast');
/** Who is let in: an `Access`. */
export const ACCESS = Symbol('access');
/** `config/access.yaml`: `AccessSettings`. */
export const ACCESS_SETTINGS = Symbol('access settings');
