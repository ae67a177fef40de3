const LINE = /^\S+ \S+ \S+ \[[^\]]*\] "[A-Z]+ (?<path>[^ ?"]*)[^"]*" (?<status>\d{3}) (?<bytes>\d+|-)/;

/** What a line of the log says, undefined if it says nothing. */
export function readEntry(line) {
  const { path, status, bytes } = LINE.exec(line)?.groups ?? {};
  return path === undefined ? undefined : { path, status: Number(status), bytes: Number(bytes) || 0 };
}
