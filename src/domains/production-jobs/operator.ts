import { ApiPropertyOptional } from '@nestjs/swagger';
import type { Caller } from '../../kernel/auth/caller';
import { Rules } from '../../kernel/http/rules';
import { text } from './production-rules';

/** The part of a body that names who acts. */
export class OperatorDto {
  @ApiPropertyOptional({
    description: 'The operator that acts. The subject of the credential is kept beside it.',
    example: 'user_V1StGXR8_Z5j',
    maxLength: 200,
    default: 'anonymous',
    type: String,
    nullable: true,
  })
  @Rules(text(200))
  userId?: string | null;
}

/** Who acts: the operator that the request names, and the credential's subject. */
export interface Operator {
  userId: string;
  actor: string;
}

export function operatorOf(caller: Caller, { userId }: OperatorDto): Operator {
  return { userId: userId?.toWellFormed().trim() || 'anonymous', actor: caller.subject };
}
