import { faultMaker } from '../_shared/fault.js';
import { LORAWAN_FAULTS } from '../_lorawan/uplink.js';

export const CHIRPSTACK_FAULTS = {
  ...LORAWAN_FAULTS,
  schema: 'a ChirpStack v4 uplink event in JSON (deviceInfo.devEui, fCnt, fPort, data or object)',
  version: 'the JSON of ChirpStack v4; v3 (applicationID, devEUI) is not read',
  encrypted: 'a payload that the network server has decrypted',
} as const;

export const fault = faultMaker(CHIRPSTACK_FAULTS);
