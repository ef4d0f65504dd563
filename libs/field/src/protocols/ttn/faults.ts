import { faultMaker } from '../_shared/fault.js';
import { LORAWAN_FAULTS } from '../_lorawan/uplink.js';

export const TTN_FAULTS = {
  ...LORAWAN_FAULTS,
  schema: 'a The Things Stack v3 uplink message (ApplicationUp with uplink_message)',
  simulated: 'an uplink from the air, not one simulated in the console',
} as const;

export const fault = faultMaker(TTN_FAULTS);
