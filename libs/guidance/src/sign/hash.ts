/** FNV-1a over UTF-16 units, twice with different offsets: 64 bits as 16 hex digits. To tell contents apart, not to protect. */
export const contentHashOf = (text: string): string => {
  const run = (start: number): string => {
    let hash = start;
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    return (hash >>> 0).toString(16).padStart(8, '0');
  };
  return run(0x811c9dc5) + run(0x1234abcd);
};
