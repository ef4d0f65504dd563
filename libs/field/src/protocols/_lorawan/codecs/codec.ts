import type { DeviceStatus } from '@wegweiser/contracts';

/** Values that one frame holds for one channel of the device (`main`, or a direction of a two-way counter). */
export interface Frame {
  status: DeviceStatus;
  values: Record<string, number | boolean>;
}

/**
 * What a device's own frame says. `none`: a frame without a measurement (configuration, debug) that is no fault.
 * `bad`: bytes that the device's description does not allow.
 */
export type FrameResult = { kind: 'frame'; channels: Record<string, Frame> } | { kind: 'none' } | { kind: 'bad'; reason: string };

export interface DeviceCodec {
  /** Description of the frames that the table was made from. */
  readonly source: string;
  /** Channels that a mapping may name. */
  readonly channels: readonly string[];
  decode(fPort: number, bytes: Uint8Array): FrameResult;
}

export const frame = (values: Frame['values'], status: DeviceStatus = 'ok', channel = 'main'): FrameResult => ({ kind: 'frame', channels: { [channel]: { status, values } } });
export const none: FrameResult = { kind: 'none' };
export const bad = (reason: string): FrameResult => ({ kind: 'bad', reason });
