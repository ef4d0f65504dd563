import { ServiceUnavailableException } from '@nestjs/common';
import { ForecastSkillAnswer } from '@wegweiser/contracts';
import type { ForecastPort } from './forecast.service.js';

/** Asks the engine's process. */
export class RemoteForecast implements ForecastPort {
  constructor(private readonly engineUrl: string, private readonly token: string) {}

  async skill(): Promise<ForecastSkillAnswer> {
    const response = await fetch(`${this.engineUrl}/internal/forecast/skill`, { headers: { authorization: `Bearer ${this.token}` }, signal: AbortSignal.timeout(10_000) }).catch((error: unknown) => {
      throw new ServiceUnavailableException(`the engine is away: ${(error as Error).message}`);
    });
    if (!response.ok) throw new Error(`engine answered ${response.status}`);
    return ForecastSkillAnswer.parse(await response.json());
  }
}
