import { Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { STRATEGIES } from './sign-in.guard';

/** On a public route: makes the caller known where there is a good credential, and lets everybody else in as well. */
@Injectable()
export class OptionalSignInGuard extends AuthGuard(STRATEGIES) {
  override handleRequest<Caller>(error: unknown, caller: Caller | false): Caller {
    if (error) throw error;
    return (caller || undefined) as Caller;
  }
}
