import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import { OperatorDto } from '../operator';
import { name, someTexts } from '../production-rules';

const MAX_UNITS = 1000;
const ID = { minLength: 1, maxLength: 200 };
const TEXT = { description: 'What was noted. Trimmed.', example: 'Minor surface blemish, within tolerance.' };
const SERIAL_IDS = { description: 'Units that the note is about.', example: ['SN-00001'] };
const JOB_ID = { description: 'Job of the units.', example: 'job_V1StGXR8_Z5j' };
const PATH_ID = { description: 'Path of the units.', example: 'path_V1StGXR8_Z5j' };
const STEP_ID = { description: 'Step that the units were at.', example: 'step_V1StGXR8_Z5j' };

/** None of the ids is checked. */
export class CreateNoteDto extends OperatorDto {
  @ApiProperty({ ...TEXT, minLength: 1, maxLength: 10_000 })
  @Rules(name(10_000))
  text: string;

  @ApiProperty({ ...SERIAL_IDS, type: [String], minItems: 1, maxItems: MAX_UNITS })
  @Rules(someTexts(MAX_UNITS, 200))
  serialIds: string[];

  @ApiProperty({ ...JOB_ID, ...ID })
  @Rules(name(200))
  jobId: string;

  @ApiProperty({ ...PATH_ID, ...ID })
  @Rules(name(200))
  pathId: string;

  @ApiProperty({ ...STEP_ID, ...ID })
  @Rules(name(200))
  stepId: string;
}

export class NoteDto {
  @ApiProperty({
    description: 'Id, made by the server.',
    example: 'note_V1StGXR8_Z5j',
    pattern: '^note_[A-Za-z0-9_-]{12}$',
  })
  id: string;

  @ApiProperty(JOB_ID)
  jobId: string;

  @ApiProperty(PATH_ID)
  pathId: string;

  @ApiProperty(STEP_ID)
  stepId: string;

  @ApiProperty({ ...SERIAL_IDS, type: [String] })
  serialIds: string[];

  @ApiProperty(TEXT)
  text: string;

  @ApiProperty({ description: 'Operator who noted it.', example: 'user_V1StGXR8_Z5j' })
  createdBy: string;

  @ApiProperty({ description: 'When it was noted.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'Whether it became a comment in Jira.', example: false })
  pushedToJira: boolean;

  @ApiPropertyOptional({ description: 'Id of that comment.', example: '10042' })
  jiraCommentId?: string;
}
