/** An archive that is not taken; the message is for the user and completes the name of the field. */
export class ArchiveRefusal extends Error {}

/** Of all files of an archive. */
export const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;
/** Files, folders and links, those included that only the path of another names. */
export const MAX_ENTRIES = 20_000;

export const notAnArchive = () => new ArchiveRefusal('must be base64 of a tar archive');
export const unsafePath = (path: string) => new ArchiveRefusal(`unsafe path: ${path}`);
export const unpacksToTooMuch = () =>
  new ArchiveRefusal(`must unpack to at most ${MAX_UNPACKED_BYTES} bytes and ${MAX_ENTRIES} entries`);
