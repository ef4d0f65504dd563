import type { JunctionConfig, SignalPlan, SignalRecommendationMessage, SignalStageMessage } from '@wegweiser/contracts';
import type { Light } from '../roads/model.js';
import type { StageConfig } from './program.js';

/**
 * One signal controller. It runs stage by stage; plans change only at the end of a cycle, over a proper interstage. While it is asked for
 * stages it keeps no plan, only its minimum greens and intergreens; afterwards it goes on with its plan where it stands.
 */
export interface Controller {
  junction: JunctionConfig;
  deviceId: string;
  lights: Map<string, Light>;
  plan: SignalPlan;
  /** Command that the running plan came by. */
  commandId: string | null;
  mode: 'local' | 'central' | 'manual' | 'off' | 'flashing';
  command: SignalRecommendationMessage | null;
  /** Stage request, and the one that is followed now. */
  request: SignalStageMessage | null;
  follows: string | null;
  /** Last refusal, until the next command. */
  refused: string | null;
  stage: StageConfig;
  stageIndex: number;
  phase: 'green' | 'inter';
  remainingS: number;
  interS: number;
  /** Seconds of green of the stage that is shown or was last. */
  greenS: number;
  nextStage: StageConfig;
  cycleSecond: number;
  /** Counts up whenever any lamp changes. */
  changes: number;
}
