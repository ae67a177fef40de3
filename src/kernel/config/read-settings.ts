import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { FactoryProvider, Type } from '@nestjs/common';

/** A setting that cannot be used. The message has one line per bad variable and never a value. */
export class SettingsError extends Error {}

/**
 * Reads a settings class from environment variables of the same names. An empty variable counts as not set.
 * @throws SettingsError naming every variable that is refused
 */
export function readSettings<T extends object>(type: Type<T>, env: NodeJS.ProcessEnv = process.env): T {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const settings = plainToInstance(type, given, { exposeDefaultValues: true });
  const messages = validateSync(settings, { stopAtFirstError: true }).flatMap((error) =>
    Object.values(error.constraints ?? {}),
  );
  if (messages.length > 0) throw new SettingsError(messages.join('\n'));
  return settings;
}

/** Lets a module declare variables of its own, validated when the application is composed. */
export function settingsProvider<T extends object>(type: Type<T>): FactoryProvider<T> {
  return { provide: type, useFactory: () => readSettings(type) };
}
