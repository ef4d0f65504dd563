export { createSimulation } from './simulation.js';
export { loadCityFolder } from './city-file.js';
export { loadProfile, loadScenario } from './scenario/load.js';
export { Scenario, type ScenarioInput } from './scenario/schema.js';
export { Profile } from './scenario/profile.js';
export type { LinkEvent, Outgoing, Simulation, Truth } from './types.js';
