import type { SignOrderMessage } from '@wegweiser/contracts';
import type { SignOrder } from '@wegweiser/guidance';

/** The rules' order as the wire has it. */
export function orderMessage(order: SignOrder): SignOrderMessage {
  const { content, why } = order;
  return {
    orderId: order.orderId,
    signId: order.signId,
    issuedAtMs: order.renewedAtMs,
    validUntilMs: order.validUntilMs,
    content:
      content.kind === 'counter'
        ? { type: 'counter', rows: content.rows.map(({ rowId, text, level, showUntilMs, fallbackText }) => ({ rowId, text, level, showUntilMs, fallbackText })) }
        : { type: 'freeText', multi: content.multi, level: content.level, showUntilMs: content.showUntilMs, fallbackMulti: content.fallbackMulti },
    why: {
      ruleId: why.ruleId ?? 'none',
      inputs: why.inputs,
      lock: why.lock === null ? null : { by: why.lock.operator, reason: why.lock.reason, expiresAtMs: why.lock.expiresAtMs },
      trigger: why.trigger,
      text: { de: why.textDe, en: why.textEn },
    },
  };
}
