import { LIVE_NAMESPACE } from '../sockets.js';
import { LIVE_EXAMPLES } from './examples.js';
import type { Part } from './field-channels.js';

interface LiveMessage {
  key: string;
  /** Socket.IO event; an answer goes by the acknowledgement of its request. */
  event: keyof typeof LIVE_EXAMPLES;
  schema: string;
  summary: string;
}
const MESSAGES: LiveMessage[] = [
  { key: 'hello', event: 'v1:hello', schema: 'Hello', summary: 'On connect, and again when the service replaced its state: another `epoch` means new snapshots' },
  { key: 'pulse', event: 'v1:pulse', schema: 'Pulse', summary: 'Once a second: service time, and which sources of truth are away' },
  { key: 'delta', event: 'v1:delta', schema: 'Delta', summary: 'Changes of a watched room; applies to what stands at version `from` or later, anything older means: watch again. Of a single thing it carries the whole, from version 0' },
  { key: 'watch', event: 'v1:watch', schema: 'WatchRequest', summary: 'Rooms to follow, with the version one has: a whole collection, or one thing of it' },
  { key: 'watchAnswer', event: 'v1:watch answer', schema: 'WatchAnswer', summary: 'A room each: the deltas that were missed, or a new snapshot' },
  { key: 'unwatch', event: 'v1:unwatch', schema: 'UnwatchRequest', summary: 'Rooms to follow no longer' },
  { key: 'unwatchAnswer', event: 'v1:unwatch answer', schema: 'UnwatchAnswer', summary: 'Done' },
  { key: 'guide', event: 'v1:guide', schema: 'GuidanceQuestion', summary: 'Where to park, asked before a trip and on the way, as by POST /api/v1/guidance; `follow: false` ends it' },
  { key: 'guideAnswer', event: 'v1:guide answer', schema: 'GuideAnswer', summary: 'Best first, with reasons, and the trip to hold' },
  { key: 'advice', event: 'v1:advice', schema: 'GuidanceAnswer', summary: 'Of itself, for the trip asked for last: another garage is worth it now, and its promise is moved already' },
];

export const liveChannels = (): Part => ({
  live: {
    address: LIVE_NAMESPACE,
    title: 'Live values (Socket.IO namespace)',
    servers: [{ $ref: '#/servers/live' }],
    messages: Object.fromEntries(MESSAGES.map((m) => [m.key, { $ref: `#/components/messages/${m.key}` }])),
  },
});

export const liveMessages = (): Part =>
  Object.fromEntries(
    MESSAGES.map((m) => [m.key, { name: m.event, title: m.event, summary: m.summary, contentType: 'application/json', payload: { $ref: `#/components/schemas/${m.schema}` }, examples: [{ name: 'typical', payload: LIVE_EXAMPLES[m.event] }] }]),
  );

const summaryOf = (key: string): string => MESSAGES.find((m) => m.key === key)!.summary;
const refs = (key: string) => ({ channel: { $ref: '#/channels/live' }, messages: [{ $ref: `#/channels/live/messages/${key}` }] });
const send = (key: string): Part => ({ action: 'send', summary: summaryOf(key), ...refs(key) });
const answer = (key: string): Part => ({ action: 'receive', summary: summaryOf(key), ...refs(key), reply: refs(`${key}Answer`) });

export const liveOperations = (): Part => ({ sendHello: send('hello'), sendPulse: send('pulse'), sendDelta: send('delta'), answerWatch: answer('watch'), answerUnwatch: answer('unwatch'), answerGuide: answer('guide'), sendAdvice: send('advice') });
