import { open } from 'node:fs/promises';

/** Writes a file that only its owner may read, whatever rights an older one had; on disk when it resolves. */
export async function writeForOwner(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
