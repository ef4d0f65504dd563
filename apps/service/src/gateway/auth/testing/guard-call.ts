import type { ExecutionContext } from '@nestjs/common';
import type { Access } from '../access.js';
import { AccessGuard } from '../access.guard.js';

export const guardOf = (access: Access): AccessGuard => new AccessGuard(access);

/** A request as the guard sees it, without a server around it. */
export function request({ method, path, headers = {}, ip = '127.0.0.1' }: { method: string; path: string; headers?: Record<string, string>; ip?: string }): ExecutionContext {
  const asked = { method, path, route: { path }, params: {}, query: {}, headers: { host: '127.0.0.1', ...headers }, ip };
  const answer = { setHeader: () => undefined, append: () => undefined };
  return { getType: () => 'http', switchToHttp: () => ({ getRequest: () => asked, getResponse: () => answer }) } as unknown as ExecutionContext;
}
