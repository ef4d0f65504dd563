import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from '@wegweiser/platform';
import type { Request, Response } from 'express';

/** Every error of the interface is an RFC 9457 problem; what we did not expect says nothing of its inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>();
    if (response.headersSent) return void response.end();
    const refused = statusOf(error);
    if (refused !== null) return send(response, refused, (error as Error).message);
    const known = error instanceof HttpException;
    if (!known) this.log.error({ err: error }, 'request failed');
    const status = known ? error.getStatus() : 500;
    const body = known ? (error.getResponse() as Body) : { message: 'unexpected error; it is in the log' };
    if (status === 401 && isPageForPeople(host.switchToHttp().getRequest<Request>())) return response.redirect(303, `/sign-in?return=${encodeURIComponent(PAGE_FOR_PEOPLE)}`);
    const detail = typeof body === 'string' ? body : Array.isArray(body.message) ? body.message.join('; ') : (body.message ?? '');
    const { revision, changes } = body as Body;
    send(response, status, detail, revision === undefined ? {} : { revision, changes });
  }
}

const PAGE_FOR_PEOPLE = '/signs';
/** The gallery is looked at by people, who can sign in; a sign's own page by a player, who cannot. */
const isPageForPeople = (request: Request): boolean => request.method === 'GET' && request.path === PAGE_FOR_PEOPLE && request.accepts(['json', 'html']) === 'html';

interface Body {
  message?: string | string[];
  error?: string;
  /** What a stale act is told. */
  revision?: number;
  changes?: unknown[];
}

function send(response: Response, status: number, detail: string, more: object = {}): void {
  response.status(status).type('application/problem+json').send(JSON.stringify({ type: 'about:blank', title: titleOf(status), status, detail, ...more }));
}

/** Status of what Express's own parts refuse - a body too large, a path that is none - or `null` when it is something else. */
function statusOf(error: unknown): number | null {
  const { status, expose } = (typeof error === 'object' && error !== null ? error : {}) as { status?: unknown; expose?: unknown };
  return !(error instanceof HttpException) && expose === true && typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

const TITLES: Record<number, string> = { 400: 'Bad request', 401: 'Sign-in needed', 403: 'Not allowed', 404: 'Not found', 409: 'Conflict', 410: 'Expired', 412: 'Changed meanwhile', 413: 'Too large', 422: 'Not possible', 428: 'What was seen is needed', 429: 'Too many requests', 503: 'Not available' };
const titleOf = (status: number): string => TITLES[status] ?? (status >= 500 ? 'Server error' : 'Error');
