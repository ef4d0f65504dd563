import type { z } from 'zod';
import { SignalRecommendationMessage, SignalStageMessage, SignOrderMessage, SignalPlan } from '../field-down.js';
import { DeviceLife, GarageState, LoopInterval, LoopPassage, ParkingAbsolute, ParkingSpace, ParkingTotals, SignalState, SignReadback, SimClock, WeatherObservation } from '../field-up.js';
import { Text } from '../primitives.js';
import { AlarmState, AudienceState, CorridorRecommendation, CorridorState, CorridorTiming, DeviceState, FacilityState, JunctionState, LinkState, PlanMeasureState, PlanState, RecommendationState, SignState, StreetZoneState, WeatherState } from '../public-state.js';
import { fieldChannels, fieldMessages, fieldOperations } from './field-channels.js';
import { namedSchemas } from './json-schema.js';
import { liveChannels, liveMessages, liveOperations } from './live-channel.js';
import { Delta, GuidanceAnswer, GuidanceQuestion, GuideAnswer, Hello, Pulse, UnwatchAnswer, UnwatchRequest, WatchAnswer, WatchRequest } from './live-messages.js';

/** What comes in: what a sender may leave out is optional. */
export const INBOUND: Readonly<Record<string, z.ZodType>> = {
  LoopInterval, LoopPassage, ParkingAbsolute, ParkingTotals, ParkingSpace, GarageState, SignalState, SignReadback, WeatherObservation, DeviceLife, SimClock, WatchRequest, UnwatchRequest, GuidanceQuestion,
};
/** What goes out. */
export const OUTBOUND: Readonly<Record<string, z.ZodType>> = {
  SignOrder: SignOrderMessage, SignalRecommendation: SignalRecommendationMessage, SignalStage: SignalStageMessage, SignalPlan, Text,
  FacilityState, AudienceState, LinkState, JunctionState, RecommendationState, SignState, AlarmState, DeviceState, PlanMeasureState, PlanState, CorridorTiming, CorridorRecommendation, CorridorState, StreetZoneState, WeatherState, Hello, Pulse, Delta, WatchAnswer, UnwatchAnswer, GuidanceAnswer, GuideAnswer,
};

/**
 * All wires but REST as one AsyncAPI 3.0 document: MQTT between field and service, Socket.IO between service and pages.
 * Seen from the service: it receives what devices send and sends what signs and pages get.
 */
export function asyncApiDocument(): Record<string, unknown> {
  return {
    asyncapi: '3.0.0',
    id: 'urn:wegweiser:v1',
    info: {
      title: 'Wegweiser: field and live values',
      version: '1.0.0',
      description: 'MQTT between a city\'s devices and the service, and Socket.IO between the service and everybody who looks. The version is a level of every topic and a part of every event name; within a version fields are only added, and readers ignore what they do not know.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      tags: [{ name: 'mqtt', description: 'Field devices' }, { name: 'socket.io', description: 'Pages and signs' }],
    },
    defaultContentType: 'application/json',
    servers: {
      broker: { host: '127.0.0.1:1883', protocol: 'mqtt', protocolVersion: '3.1.1', description: 'Any MQTT 3.1.1 or 5 broker by configuration, also over TLS', bindings: { mqtt: { clientId: 'wegweiser-service', cleanSession: false, keepAlive: 20, bindingVersion: '0.2.0' } } },
      live: { host: '127.0.0.1:8080', pathname: '/socket.io', protocol: 'ws', description: 'Socket.IO protocol 5 (clients 3.x and 4.x). A request\'s answer is the acknowledgement of its event.' },
    },
    channels: { ...fieldChannels(), ...liveChannels() },
    operations: { ...fieldOperations(), ...liveOperations() },
    components: { messages: { ...fieldMessages(), ...liveMessages() }, schemas: { ...namedSchemas(INBOUND, 'input'), ...namedSchemas(OUTBOUND, 'output') } },
  };
}

export * from './live-messages.js';
export { DOWN_EXAMPLES, UP_EXAMPLES } from './examples.js';
