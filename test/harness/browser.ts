/** As much of a browser as signing in needs: cookies by host and port, redirects one by one. */
export class Browser {
  private readonly jar = new Map<string, Map<string, string>>();
  readonly setCookies: string[] = [];
  readonly visited: string[] = [];
  private newest = '';

  copy(): Browser {
    const other = new Browser();
    for (const [host, cookies] of this.jar) other.jar.set(host, new Map(cookies));
    other.newest = this.newest;
    return other;
  }
  /** Cookies of the host that was asked last. */
  get cookie(): string {
    return this.cookiesOf(this.newest);
  }

  async go(url: string, init: RequestInit = {}): Promise<Response> {
    let [at, how] = [url, init];
    for (let hops = 0; hops < 20; hops += 1) {
      const { host } = new URL(at);
      this.newest = host;
      this.visited.push(at);
      const cookie = this.cookiesOf(host);
      const answer = await fetch(at, { ...how, redirect: 'manual', headers: { 'accept-language': 'de', ...(how.headers as Record<string, string>), ...(cookie === '' ? {} : { cookie }) } });
      for (const line of answer.headers.getSetCookie()) this.keep(host, line);
      const next = answer.headers.get('location');
      if (answer.status < 300 || answer.status >= 400 || next === null) return answer;
      [at, how] = [new URL(next, at).href, {}];
    }
    throw new Error(`too many redirects from ${url}`);
  }

  private cookiesOf(host: string): string {
    return [...(this.jar.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }
  private keep(host: string, line: string): void {
    this.setCookies.push(line);
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const cookies = this.jar.get(host) ?? new Map<string, string>();
    this.jar.set(host, cookies);
    if (value === '' || /max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
    else cookies.set(name, value);
  }
}
