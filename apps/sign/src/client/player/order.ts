import type { AgeableOrder } from '@wegweiser/guidance/age-order';

const isText = (value: unknown): value is string => typeof value === 'string';
const isTime = (value: unknown): value is number => typeof value === 'number' && value >= 0;
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isRow = (row: unknown): boolean => isRecord(row) && isText(row['rowId']) && isText(row['text']) && isTime(row['showUntilMs']) && isText(row['fallbackText']);

/** What came over the wire, or `null` when it is not an order: a player trusts nothing and shows no error. */
export const readOrder = (value: unknown): AgeableOrder | null => {
  if (!isRecord(value) || !isTime(value['issuedAtMs']) || !isTime(value['validUntilMs']) || !isRecord(value['content'])) return null;
  const { content } = value;
  const isCounter = Array.isArray(content['rows']) && content['rows'].every(isRow);
  const isMulti = isText(content['multi']) && isTime(content['showUntilMs']) && isText(content['fallbackMulti']);
  return isCounter || isMulti ? (value as unknown as AgeableOrder) : null;
};

export const parseOrder = (text: string): AgeableOrder | null => {
  try {
    return readOrder(JSON.parse(text));
  } catch {
    return null;
  }
};
