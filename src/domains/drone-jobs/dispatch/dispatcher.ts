import { Injectable } from '@nestjs/common';
import { Handles } from '../../../engine/task';
import { Assignments } from '../flights/assignments';
import { DISPATCH } from './dispatch-task';
import type { GroupReference } from './dispatch-task';

@Injectable()
export class Dispatcher {
  constructor(readonly assignments: Assignments) {}

  @Handles(DISPATCH)
  dispatch(_group: GroupReference): Promise<void> {
    throw new Error('to be built');
  }
}
