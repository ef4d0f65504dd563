/** From here on the formula's own error is larger than what is left. */
const SURE = 6;
/** Standard normal distribution function, error below 8e-8 (Abramowitz and Stegun 26.2.17). */
export const normalCdf = (z: number): number => {
  if (z > SURE) return 1;
  if (z < -SURE) return 0;
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail = 0.3989422804014327 * Math.exp((-z * z) / 2) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
};
