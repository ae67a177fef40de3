import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ReviewBody } from '../result.model';

/** For the documents alone: the body is read by `validateReview`. */
export class PutPipelineReviewDto implements ReviewBody {
  @ApiProperty({
    description: 'What you think of the answer.',
    example: 'correct',
    enum: ['correct', 'partly', 'wrong'],
  })
  verdict: ReviewBody['verdict'];

  @ApiPropertyOptional({ description: 'Why.', example: 'Page 3 names her too', nullable: true, type: String })
  note: string | null;
}
