/** States of a recommendation, as on every wire. */
export const RECOMMENDATION_STATES = ['proposed', 'accepted', 'rejected', 'expired', 'superseded', 'commanded', 'confirmed', 'failed'] as const;
export type RecommendationStatus = (typeof RECOMMENDATION_STATES)[number];

export type RecommendationTrigger = 'accept' | 'reject' | 'expire' | 'supersede' | 'command' | 'confirm' | 'fail';

/**
 * proposed -> accepted by an operator -> commanded to the controller -> confirmed by its read-back. A state without
 * entries is final. What is confirmed can still end: by its expiry, by a better one, or by a read-back that departs.
 */
export const RECOMMENDATION_TABLE: Readonly<Record<RecommendationStatus, Readonly<Partial<Record<RecommendationTrigger, RecommendationStatus>>>>> = {
  proposed: { accept: 'accepted', reject: 'rejected', expire: 'expired', supersede: 'superseded' },
  accepted: { command: 'commanded', reject: 'rejected', expire: 'expired', supersede: 'superseded' },
  commanded: { confirm: 'confirmed', fail: 'failed', expire: 'expired', supersede: 'superseded' },
  confirmed: { fail: 'failed', expire: 'expired', supersede: 'superseded' },
  rejected: {},
  expired: {},
  superseded: {},
  failed: {},
};

export const nextStatus = (from: RecommendationStatus, trigger: RecommendationTrigger): RecommendationStatus | null => RECOMMENDATION_TABLE[from][trigger] ?? null;

export const isFinal = (status: RecommendationStatus): boolean => Object.keys(RECOMMENDATION_TABLE[status]).length === 0;
