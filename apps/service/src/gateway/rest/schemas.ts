import type { ApiResponseOptions } from '@nestjs/swagger';
import { z } from 'zod';

/** A contract's schema as OpenAPI 3.0 has it. */
export const openApi = (schema: z.ZodType) => z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'output', unrepresentable: 'any' }) as never;

/** `200` with a body of this shape. */
export const ok = (description: string, schema: z.ZodType): ApiResponseOptions => ({ status: 200, description, schema: openApi(schema) });
