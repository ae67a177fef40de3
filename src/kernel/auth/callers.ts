import { Injectable } from '@nestjs/common';
import passport from 'passport';
import type { Caller } from './caller';
import { STRATEGIES } from './sign-in.guard';

/** Tells whose a credential is, for connections that no guard stands before. */
@Injectable()
export class Callers {
  /** @param credential an API key or a token; undefined where it is not a good one */
  of(credential: string): Promise<Caller | undefined> {
    return new Promise((resolve, reject) => {
      const request = { headers: { authorization: `Bearer ${credential}` } };
      const judged = (error: unknown, caller: Caller | false) => {
        if (error) reject(error instanceof Error ? error : new Error(String(error)));
        else resolve(caller || undefined);
      };
      const judge = passport.authenticate(STRATEGIES, { session: false }, judged) as (...args: unknown[]) => void;
      judge(request, {}, reject);
    });
  }
}
