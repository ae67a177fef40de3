import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';

/** What is started for a program, or the name of what is missing. */
export type Command = { argv: string[] } | { missing: string };

interface Python {
  path: string;
  /** Folders of the installation and, of a virtual environment, of the one below. */
  prefixes: string[];
}

const ASK = 'import json, sys; print(json.dumps([sys.executable, sys.prefix, sys.base_prefix]))';
/** Milliseconds, on a machine that is busy. */
const PATIENCE = 20_000;
const NODE_FILES = ['.js', '.mjs', '.cjs'];
const SYSTEM_PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** Knows what runs which program, and where that lives on this machine. */
export class Interpreters {
  private python?: Promise<Python | undefined>;

  /** @param entrypoint below the code folder; its extension decides */
  async commandFor(codeFolder: string, entrypoint: string): Promise<Command> {
    const file = join(codeFolder, entrypoint);
    const extension = extname(entrypoint);
    if (NODE_FILES.includes(extension)) return { argv: [process.execPath, file] };
    if (extension === '.sh') return { argv: ['/bin/sh', file] };
    if (extension === '.py') {
      const python = await this.findPython();
      return python ? { argv: [python.path, file] } : { missing: 'python3' };
    }
    const executable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    return executable ? { argv: [file] } : { missing: entrypoint };
  }

  /** Absolute paths of what programs need to see beside the folders of the system. */
  async locations(): Promise<string[]> {
    const python = await this.findPython();
    return [process.execPath, ...(python?.prefixes ?? [])];
  }

  /** The PATH of programs. */
  async searchPath(): Promise<string> {
    const python = await this.findPython();
    const own = [process.execPath, ...(python ? [python.path] : [])].map((path) => dirname(path));
    return [...new Set([...own, ...SYSTEM_PATH])].join(':');
  }

  /** What is called python3 may only be a pointer to it, which does not work in a sandbox: python says where it lives. */
  private findPython(): Promise<Python | undefined> {
    // Until it is found, somebody may be installing it.
    this.python ??= askPython().catch(() => (this.python = undefined));
    return this.python;
  }
}

async function askPython(): Promise<Python> {
  const options = { cwd: '/', env: process.env, timeout: PATIENCE };
  const { stdout } = await promisify(execFile)('python3', ['-I', '-c', ASK], options);
  const [path, ...prefixes] = JSON.parse(stdout) as string[];
  return { path, prefixes: [...new Set(prefixes)] };
}
