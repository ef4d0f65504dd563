export type Attributes = Readonly<Record<string, string>>;

const attributesOf = (tag: string): Attributes => Object.fromEntries([...tag.matchAll(/([\w:]+)="([^"]*)"/g)].map((m) => [m[1] as string, m[2] as string]));

/** Attributes of every element of that name, in the order of the file. Enough for the flat files that SUMO's tools write. */
export const tags = (xml: string, name: string): Attributes[] => [...xml.matchAll(new RegExp(`<${name}\\s[^>]*>`, 'g'))].map((m) => attributesOf(m[0]));

/** The same with what stands between begin and end of each. */
export const blocks = (xml: string, name: string): { readonly attributes: Attributes; readonly body: string }[] =>
  [...xml.matchAll(new RegExp(`(<${name}\\s[^>]*>)([\\s\\S]*?)</${name}>`, 'g'))].map((m) => ({ attributes: attributesOf(m[1] as string), body: m[2] as string }));
